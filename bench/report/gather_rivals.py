#!/usr/bin/env python3
"""Puts the rivals' lines into one JSON array, each with its ratio to the raw client.

usage: gather_rivals.py LINES RESULTS OUT
"""
import json
import pathlib
import sys


def gather(lines, results):
    raw = {(r["task"], r["backend"]): r["median_ns_per_op"] for r in results + lines if r["subject"] == "raw"}
    for line in lines:
        if line.get("ratio_to_raw") is None:
            own = raw.get((line["task"], line["backend"]))
            line["ratio_to_raw"] = round(line["median_ns_per_op"] / own, 3) if own else None
    return lines


def main():
    lines_file, results_file, out = map(pathlib.Path, sys.argv[1:4])
    lines = [json.loads(line) for line in lines_file.read_text().splitlines() if line.startswith("{")]
    results = json.loads(results_file.read_text()) if results_file.exists() else []
    out.write_text(json.dumps(gather(lines, results), indent=1) + "\n")


if __name__ == "__main__":
    main()
