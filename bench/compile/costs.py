#!/usr/bin/env python3
"""What it costs to compile: the headers alone, one model with four queries, fifty of them.

usage: costs.py --include FOLDER --out FOLDER [--quick]
"""
import argparse
import json
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys

import sources

COMPILERS = ["g++", "clang++-19"]
LEVELS = ["-O0", "-O2"]
CASES = {"headers alone": 0, "1 model, 4 queries": 1, "50 models, 4 queries each": 50}
BAR_HEADERS = 0.9  # seconds, g++ -O0
BAR_MODELS = 2.5   # of the raw version, g++ -O2


def run_measured(command):
    """Processor seconds and peak memory (KB) of a command and what it starts."""
    pid = os.fork()
    if pid == 0:
        code = subprocess.run(command).returncode
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        with open("usage", "w", encoding="ascii") as out:
            out.write(f"{used.ru_utime + used.ru_stime} {used.ru_maxrss}")
        os._exit(code)
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 0:
        sys.exit(f"does not compile: {' '.join(command)}")
    seconds, peak = pathlib.Path("usage").read_text().split()
    return float(seconds), int(peak)


def binary_size(compiler, level, file, object_file, link):
    """Size of the code alone as a stripped shared object: what the file adds to a program."""
    binary = file.with_suffix(".so")
    subprocess.run([compiler, level, "-shared", "-s", "-Wl,--gc-sections", object_file, "-o", binary, *link], check=True)
    return binary.stat().st_size


def measure(subject, case, models, compiler, level, options):
    file = pathlib.Path(f"{subject.replace(' ', '_')}_{models}.cpp")
    file.write_text(sources.source(subject, models))
    object_file = file.with_suffix(".o")
    command = [compiler, level, "-std=c++20", "-fPIC", *options.flags, "-c", str(file), "-o", str(object_file)]
    taken = [run_measured(command) for _ in range(1 if options.quick else 3)]
    return {"case": case, "subject": subject, "compiler": compiler, "level": level, "runs": len(taken),
            "seconds": round(statistics.median(seconds for seconds, _ in taken), 3),
            "peak_mb": round(max(peak for _, peak in taken) / 1024), "rounds": len(taken),
            "object_bytes": object_file.stat().st_size,
            "binary_bytes": binary_size(compiler, level, file, object_file, [])}


def judge(results):
    """Adds bars to the entries that have one."""
    def find(**wanted):
        return next((r for r in results if all(r[key] == value for key, value in wanted.items())), None)

    alone = find(case="headers alone", subject="bindery", compiler="g++", level="-O0")
    if alone:
        alone |= {"bar": BAR_HEADERS, "bar_ratio": alone["seconds"], "met": alone["seconds"] <= BAR_HEADERS}
    many = dict(case="50 models, 4 queries each", compiler="g++", level="-O2")
    ours, raw = find(subject="bindery", **many), find(subject="raw libpq", **many)
    if ours and raw:
        ratio = round(ours["seconds"] / raw["seconds"], 2)
        ours |= {"bar": BAR_MODELS, "bar_ratio": ratio, "met": ratio <= BAR_MODELS}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--include", required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True, help="the folder of compile.json")
    parser.add_argument("--quick", action="store_true", help="once each instead of the median of three")
    options = parser.parse_args()
    options.flags = ["-I" + str(pathlib.Path(options.include).resolve()), "-I/usr/include/postgresql"]
    subjects = [s for s in sources.HEADS if s != "SOCI" or pathlib.Path("/usr/include/soci/soci.h").exists()]

    work = options.out.resolve() / "compile"
    work.mkdir(parents=True, exist_ok=True)
    os.chdir(work)
    results = []
    for compiler in filter(shutil.which, COMPILERS):
        for level in LEVELS:
            for case, models in CASES.items():
                for subject in subjects:
                    one = measure(subject, case, models, compiler, level, options)
                    results.append(one)
                    print(f"{compiler:<11} {level} {case:<26} {subject:<10} {one['seconds']:7.2f} s {one['peak_mb']:5} MB"
                          f" {one['object_bytes'] / 1024:8.0f} KB object {one['binary_bytes'] / 1024:8.0f} KB binary",
                          flush=True)
    judge(results)
    (work.parent / "compile.json").write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
