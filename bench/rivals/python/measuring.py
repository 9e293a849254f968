"""Measuring in rounds, as the C++ suite does; results are JSON lines."""
import json
import os
import random
import statistics
import time

ITEMS = 100_000
POINTS = 1000
LABEL = "a label that is as long as others, "
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))


def url_of(backend, driver):
    """SQLAlchemy's URL of the database, over its unix socket."""
    if backend == "sqlite":
        return "sqlite://"
    name = {"postgresql": "BINDERY_TEST_POSTGRES_SOCKET_URL", "mariadb": "BINDERY_TEST_MARIADB_SOCKET_URL"}[backend]
    return f"{driver}://{os.environ[name].split('://', 1)[1]}"


def keys(count):
    return random.Random(1).sample(range(1, ITEMS + 1), count)


def median_of(run, operations, prepare=None):
    times = []
    for number in range(ROUNDS + 1):  # the first one warms up
        if prepare:
            prepare()
        begin = time.perf_counter_ns()
        run()
        if number > 0:
            times.append((time.perf_counter_ns() - begin) / operations)
    return statistics.median(times)


def report(task, backend, subject, nanoseconds, note):
    print(json.dumps({"task": task, "backend": backend, "subject": subject, "rounds": ROUNDS,
                      "median_ns_per_op": round(nanoseconds, 1), "ratio_to_raw": None, "note": note}), flush=True)
