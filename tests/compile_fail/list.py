#!/usr/bin/env python3
"""Writes docs/compile_errors.md from the programs that must not compile, or checks that it is as written.

usage: list.py [--check | --untested]

--untested lists the sentences of the headers that no such program shows.
"""
import pathlib
import re
import sys
import textwrap

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PAGE = ROOT / "docs" / "compile_errors.md"
HEAD = """# What the compiler says

A statement that could not run does not compile. The compiler's first error is then a sentence that begins with
`bindery:`, says what is wrong and what to do; the lines behind it lead to the place in your code (g++: the last
"required from here"; clang: the last "requested here"). Each sentence below is tested with g++ 12 and clang 19, and at
most 25 lines follow the first error.

This page is made by `tests/compile_fail/list.py` from the tests.
"""


def sentence_of(program):
    found = re.match(r"//\s*error:\s*(.+?)\s*$", program.split("\n", 1)[0])
    return found and found[1]


def query_of(program):
    """The last paragraph, which is where the mistake stands, without what only makes a program of it; of a model that
    is wrong, the model."""
    paragraphs = program.rstrip("\n").split("\n\n")
    code = paragraphs[-1]
    if declared := re.search(r"table_of<(\w+)>", code):
        model = re.search(rf"^struct {declared[1]} {{.*?^}};", program, re.M | re.S)
        return model[0] if model else code
    code = re.sub(r"^(?:int|void) \w+\([^)]*\) {\s*(.*?)\s*}$", r"\1", code, flags=re.S)
    code = re.sub(r"^\s*return (to_sql|0)\b.*", "", code, flags=re.M)
    code = re.sub(r"^\s*(\[\[maybe_unused\]\] )?(static |constexpr |const )*auto (statement|query) =\s*", "", code, flags=re.M)
    return textwrap.dedent(code).strip()


def sentences_of_headers():
    """Every sentence that a header can say, with its adjacent string literals put together."""
    for header in sorted((ROOT / "include").rglob("*.hpp")):
        for literals in re.findall(r'"bindery: (?:[^"\\]|\\.)*"(?:\s*"(?:[^"\\]|\\.)*")*', header.read_text()):
            parts = re.findall(r'"((?:[^"\\]|\\.)*)"', literals)
            yield re.sub(r"\\(.)", r"\1", "".join(parts))


def page():
    queries = {}
    for path in sorted(HERE.glob("*.cpp")):
        program = path.read_text()
        if sentence := sentence_of(program):
            queries.setdefault(sentence, []).append(query_of(program))
    text = HEAD
    for sentence in sorted(queries, key=str.lower):
        text += f"\n## {sentence.removeprefix('bindery: ')}\n"
        for query in dict.fromkeys(queries[sentence]):
            text += f"\n```cpp\n{query}\n```\n"
    return text, queries


def main():
    text, queries = page()
    if "--untested" in sys.argv:
        shown = lambda sentence: any(sentence in each or each in sentence for each in queries)
        sys.exit("\n".join(each for each in sentences_of_headers() if not shown(each)) or 0)
    if "--check" not in sys.argv:
        PAGE.write_text(text)
    elif not PAGE.exists() or PAGE.read_text() != text:
        sys.exit(f"{PAGE} is not what the tests say: run tests/compile_fail/list.py")


if __name__ == "__main__":
    main()
