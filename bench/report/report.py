#!/usr/bin/env python3
"""Writes docs/benchmarks.md and its plots from the results in build/bench.

usage: report.py [--results FOLDER] [--docs FOLDER]
"""
import argparse
import datetime
import json
import pathlib

import machine
import plots

ROOT = pathlib.Path(__file__).resolve().parents[2]
BACKENDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL", "mariadb": "MariaDB"}


def load(file):
    return json.loads(file.read_text()) if file.exists() else []


def readable(nanoseconds):
    for limit, unit, name in ((1e4, 1, "ns"), (1e7, 1e3, "µs"), (1e10, 1e6, "ms")):
        if nanoseconds < limit:
            return f"{nanoseconds / unit:,.1f} {name}"
    return f"{nanoseconds / 1e9:,.1f} s"


def table(heading, rows):
    if not rows:
        return ""
    lines = [f"| {' | '.join(heading)} |", f"|{'---|' * len(heading)}"]
    return "\n".join(lines + [f"| {' | '.join(map(str, row))} |" for row in rows]) + "\n"


def verdict(entry):
    if not entry.get("bar"):
        return ""
    against = entry.get("bar_against", "raw")
    ratio = entry.get("bar_ratio", entry["ratio_to_raw"])
    of = "" if against == "raw" else f" of {against}"
    return f"{ratio:.3f}{of}, bar {entry['bar']:g}: {'met' if ratio <= entry['bar'] else '**not met**'}"


def tasks_table(results):
    rows = [(f"`{r['task']}`", BACKENDS.get(r["backend"], r["backend"]), r["subject"],
             readable(r["median_ns_per_op"]), f"{r.get('spread', 0):.1%}", readable(r.get("client_cpu_ns_per_op", 0)),
             f"{r['ratio_to_raw']:.3f}", verdict(r), r.get("note", ""))
            for r in results]
    return table(["task", "database", "subject", "median of one operation", "spread", "client's processor time",
                  "to raw", "bar", "note"], rows)


def bars_line(results):
    barred = [r for r in results if r.get("bar")]
    missed = [r for r in barred if r.get("bar_ratio", r["ratio_to_raw"]) > r["bar"]]
    if not barred:
        return ""
    text = f"{len(barred) - len(missed)} of {len(barred)} bars are met."
    if missed:
        text += " Not met: " + ", ".join(f"`{r['task']}` on {BACKENDS[r['backend']]} ({r['subject']})" for r in missed)
        text += "."
    return text + "\n"


NATURAL, PLAIN_VALUES = "bindery", "bindery, plain values"
# They find out what has changed in objects, as Bindery's sessions do; others are handed the values to write.
TRACKING_RIVALS = ("SQLAlchemy ORM", "Flask-SQLAlchemy")


def times_of_bindery(results, rivals):
    """Medians by task, database and call; those measured in turns with rivals count."""
    return {(r["task"], r["backend"], r["subject"]): r["median_ns_per_op"] for r in results + rivals
            if r["subject"] in (NATURAL, PLAIN_VALUES)}


def bindery_beside(times, rival):
    """The call of Bindery that does a rival's work, and its median."""
    for call in (PLAIN_VALUES, NATURAL):
        own = times.get((rival["task"], rival["backend"], call))
        if own is not None and (call == NATURAL or rival["subject"] not in TRACKING_RIVALS):
            return call, own
    return None


def leads(results, rivals):
    """Each rival's result, the call of Bindery beside it, and the factor: above 1 is Bindery's lead."""
    times = times_of_bindery(results, rivals)
    for r in rivals:
        beside = bindery_beside(times, r)
        if beside is not None and r["subject"] not in ("raw", NATURAL, PLAIN_VALUES):
            yield r, beside[0], r["median_ns_per_op"] / beside[1]


def rivals_table(results, rivals):
    rows = []
    for r, call, factor in leads(results, rivals):
        lead = f"{factor:.2f}" if factor >= 1 else f"**{factor:.2f}: the rival is ahead**"
        rows.append((f"`{r['task']}`", BACKENDS[r["backend"]], r["subject"], readable(r["median_ns_per_op"]),
                     f"{r.get('ratio_to_raw') or 0:.2f}", lead, call, r.get("note", "")))
    rows.sort(key=lambda row: (row[0], row[1], row[2]))
    return table(["task", "database", "rival", "median of one operation", "to raw", "Bindery is ahead by",
                  "Bindery's subject", "how"], rows)


def compile_table(results):
    rows = []
    for r in results:
        bar = ""
        if "bar" in r:
            bar = f"{r['bar_ratio']:g}, bar {r['bar']:g}: {'met' if r['met'] else '**not met**'}"
        rows.append((r["case"], r["compiler"], r["level"], r["subject"], f"{r['seconds']:.2f} s", f"{r['peak_mb']} MB",
                     f"{r['object_bytes'] / 1024:.0f} KB", f"{r['binary_bytes'] / 1024:.0f} KB", bar))
    return table(["case", "compiler", "level", "subject", "processor time", "peak memory", "object", "stripped binary",
                  "bar"], rows)


def draw(results, rivals, folder):
    """One plot for each database: Bindery's ratio to the raw client, task by task; one for the rivals."""
    folder.mkdir(parents=True, exist_ok=True)
    names = []
    beside_raw = {r["task"] for r in results if r["subject"] == "raw"}
    for backend, name in BACKENDS.items():
        bars = [(r["task"], r["ratio_to_raw"], r.get("bar") if r.get("bar_against", "raw") == "raw" else None)
                for r in results
                if r["backend"] == backend and r["subject"] == "bindery" and r["task"] in beside_raw]
        if bars:
            (folder / f"{backend}.svg").write_text(plots.bars(f"{name}: time of Bindery, raw client = 1", bars))
            names.append((backend, f"Bindery beside the raw client on {name}"))
    for backend, name in BACKENDS.items():
        bars = [(f"{r['task']}: {r['subject']}", factor, 1)
                for r, _, factor in sorted(leads(results, rivals),
                                           key=lambda lead: (lead[0]["task"], lead[0]["median_ns_per_op"]))
                if r["backend"] == backend]
        if bars:
            (folder / f"rivals_{backend}.svg").write_text(
                plots.bars(f"{name}: time of rivals, Bindery = 1", bars, logarithmic=True))
            names.append((f"rivals_{backend}", f"Rivals beside Bindery on {name}"))
    return names


def document(results, rivals, costs, counts, plot_names):
    parts = [f"""# Benchmarks

Made by `./dev bench` on {datetime.date.today():%-d %B %Y}; do not edit. `./dev bench --rivals` adds the rivals,
`./dev bench compile` the costs of compiling, `./dev bench counts` counts instructions.

## The machine

{table(["what", "which"], machine.describe())}
## How it is measured

The row has six columns: int64 key, int32, double, text up to 80, timestamp in microseconds, text that is NULL in half
of the rows; there are 100,000. The subjects of a task take turns, round after round, the order reversed in every other
round; the table shows the median of the rounds and half of the distance between the quartiles. A ratio is the median of
the rounds' ratios. SQLite is in memory, the servers listen on unix sockets, and all run on one processor: on several,
the time that an idle processor takes to wake up hides everything else. On one processor, though, a round trip costs
only the work of both sides: subjects with the client apart run it on another processor than the server, where most
programs are, since what batches save is round trips. The raw versions (`bench/raw`) are prepared, binary and batched,
as an expert would write them for this one table.
"""]
    parts.append(f"## Tasks\n\n{bars_line(results)}\n{tasks_table(results) or 'Not measured yet.'}")
    parts += [f"![{text}](benchmarks/{name}.svg)\n" for name, text in plot_names if not name.startswith("rivals")]
    if rivals:
        parts.append("## Rivals\n\nEach does the same on the same tables and rows, in the fast way that its manual shows; "
                     "the last column says which. The factor is the rival's time by Bindery's natural call; rivals that are "
                     "handed the values to write stand beside `insert_all` and `update_all` (plain values), those "
                     "that track objects beside sessions.\n\n"
                     + rivals_table(results, rivals))
        parts += [f"![{text}](benchmarks/{name}.svg)\n" for name, text in plot_names if name.startswith("rivals")]
    if costs:
        parts.append("## Compiling\n\nProcessor time of the compiler ("
                     + ("median of three" if costs[0]["runs"] > 1 else "one run each") + ") and its peak memory. Raw is libpq, "
                     "prepared and binary, written by hand for the same four queries: by key, a search, an insert, an "
                     "update. What costs what, and how to keep it low: [compile-times.md](compile-times.md).\n\n"
                     + compile_table(costs))
    if counts:
        parts.append("## Instructions\n\nOf one operation on SQLite in memory, SQLite's own included, counted by callgrind "
                     "(g++, optimized). `./dev bench counts --check` fails when one grows by more than 5 %.\n\n"
                     + table(["path", "instructions"], [(f"`{k}`", f"{v:,}") for k, v in sorted(counts.items())]))
    return "\n".join(part.rstrip("\n") + "\n" for part in parts if part)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=pathlib.Path, default=ROOT / "build/bench")
    parser.add_argument("--docs", type=pathlib.Path, default=ROOT / "docs")
    arguments = parser.parse_args()
    results, rivals = load(arguments.results / "results.json"), load(arguments.results / "rivals.json")
    costs, counts = load(arguments.results / "compile.json"), load(ROOT / "bench/counts/recorded.json")
    plot_names = draw(results, rivals, arguments.docs / "benchmarks")
    (arguments.docs / "benchmarks.md").write_text(document(results, rivals, costs, counts, plot_names))
    print(arguments.docs / "benchmarks.md")


if __name__ == "__main__":
    main()
