#!/usr/bin/env python3
"""Compiles a program that must not compile and looks at what its author would read.

usage: check.py PROGRAM COMPILER [FLAG]...

The program's first line is `// error: <sentence>`: compilation must fail, the compiler's first error must hold
the sentence, and at most 25 lines may follow that error. A program without such a line must compile.
"""
import pathlib
import re
import subprocess
import sys

MOST_LINES_AFTER = 25


def main():
    program, *command = sys.argv[1:]
    first_line = pathlib.Path(program).read_text().split("\n", 1)[0]
    expected = re.match(r"//\s*error:\s*(.+?)\s*$", first_line)
    result = subprocess.run([*command, "-fsyntax-only", "-fdiagnostics-color=never", program],
                            capture_output=True, text=True)
    lines = result.stderr.rstrip("\n").split("\n")
    problem = judge(expected and expected[1], result.returncode, lines)
    if problem:
        sys.exit(f"{program}: {problem}\ncommand: {' '.join(command)}\n{result.stderr}")
    print(next((line for line in lines if " error: " in line), "compiles, as it should"))


def judge(sentence, code, lines):
    """What is wrong with the outcome, or None."""
    if sentence is None:
        return None if code == 0 else "must compile, and does not"
    if code == 0:
        return f"must not compile (expected: {sentence}), and does"
    errors = [at for at, line in enumerate(lines) if re.search(r"\b(fatal )?error: ", line)]
    if not errors:
        return f"failed without an error line (exit code {code})"
    if sentence not in lines[errors[0]]:
        return f"the first error does not say: {sentence}\nfirst error: {lines[errors[0]]}"
    after = len(lines) - errors[0] - 1
    if after > MOST_LINES_AFTER:
        return f"{after} lines follow the first error, {MOST_LINES_AFTER} is the most"
    return None


if __name__ == "__main__":
    main()
