#!/usr/bin/env python3
"""Instructions per operation of Bindery's hot paths, counted by callgrind, beside those on record.

usage: counts.py PROGRAM --out FOLDER [--check | --record]
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys

RECORD = pathlib.Path(__file__).with_name("recorded.json")
ALLOWED = 0.05  # more than so much above the record is a regression


def read_totals(folder):
    """Instructions by the name that the program gave each dump."""
    totals = {}
    for file in folder.glob("callgrind.out*"):
        text = file.read_text(errors="replace")
        name = re.search(r"^desc: Trigger: Client Request: (\S+)", text, re.M)
        total = re.search(r"^(?:totals|summary): (\d+)", text, re.M)
        if name and total:
            totals[name[1]] = int(total[1])
    return totals


def count(program, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("callgrind.out*"):
        old.unlink()
    run = subprocess.run(["valgrind", "--tool=callgrind", "--instr-atstart=no", "--quiet",
                          f"--callgrind-out-file={folder}/callgrind.out", program],
                         capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(run.stdout + run.stderr)
    operations = {name: int(number) for name, number in (line.split() for line in run.stdout.splitlines())}
    totals = read_totals(folder)
    return {name: round(totals[name] / number) for name, number in operations.items()}


def compare(counted, recorded):
    """Lines of a table, and the names of what has become slower."""
    lines, slower = [], []
    for name in sorted(counted.keys() | recorded.keys()):
        now, before = counted.get(name), recorded.get(name)
        if now is None or before is None:
            lines.append(f"{name:<20} {'not counted' if now is None else now:>12} {before or 'not on record':>14}")
            slower.append(name)
            continue
        change = now / before - 1
        lines.append(f"{name:<20} {now:>12} {before:>14} {change:>+8.1%}")
        if now > before * (1 + ALLOWED):
            slower.append(name)
    return lines, slower


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--check", action="store_true", help="fail when a path takes more than 5 %% above the record")
    parser.add_argument("--record", action="store_true", help="put the counts on record")
    arguments = parser.parse_args()

    counted = count(arguments.program, arguments.out)
    recorded = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    lines, slower = compare(counted, recorded)
    print(f"{'instructions of one':<20} {'now':>12} {'on record':>14}", *lines, sep="\n")
    if arguments.record:
        RECORD.write_text(json.dumps(counted, indent=2, sort_keys=True) + "\n")
        print(f"recorded in {RECORD}")
    elif arguments.check and slower:
        sys.exit(f"more than {ALLOWED:.0%} above the record: {', '.join(slower)}.\n"
                 "If that is meant, put the new counts on record: ./dev bench counts --record")


if __name__ == "__main__":
    main()
