#!/usr/bin/env python3
"""Fails when a file includes what its layer may not see, or when includes form a cycle.

usage: check_layers.py ROOT   (looks at ROOT/include/bindery/<layer>/ and ROOT/src/<layer>/)
"""
import pathlib
import re
import sys

# A layer sees itself and what stands to its left.
ORDER = ["core", "schema", "sql", "drivers", "engine", "orm", "binds", "migrate", "async", "web", "cli"]
# Of the layers to the left, these are closed all the same.
CLOSED = {("migrate", "orm"), ("async", "migrate"), ("web", "migrate"), ("web", "async"), ("cli", "orm"),
          ("cli", "async"), ("cli", "web")}
SEES_DRIVER_INTERFACE = {"drivers", "engine", "cli"}
KNOWS_THE_DRIVERS = "src/drivers/builtin.cpp"
# What public headers must not drag into a user's program.
PRIVATE_LIBRARIES = re.compile(r"(boost/|spdlog/|toml\+\+/|CLI/|libpq|postgres|mysql|mariadb|sqlite3\.h)")
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)


class Tree:
    """The source files of a project and what each includes."""

    def __init__(self, root):
        self.root = pathlib.Path(root).resolve()
        files = [file for folder in ("include", "src") for file in (self.root / folder).rglob("*")]
        self.files = sorted(file.relative_to(self.root) for file in files if file.suffix in (".hpp", ".cpp", ".inl"))
        self.known = set(self.files)

    def includes(self, file):
        """Pairs of (text, project file or None)."""
        for quote, text in INCLUDE.findall((self.root / file).read_text(errors="replace")):
            places = [pathlib.Path("include"), pathlib.Path("src")]
            if quote == '"':
                places.insert(0, file.parent)
            found = (candidate for place in places if (candidate := normal(place / text)) in self.known)
            yield text, next(found, None)


def normal(path):
    parts = []
    for part in path.parts:
        if part == ".." and parts:
            parts.pop()
        elif part != ".":
            parts.append(part)
    return pathlib.Path(*parts)


def layer(file):
    """`core` of include/bindery/core/x.hpp or src/core/x.cpp; None for files above the layers."""
    inner = file.parts[2:] if file.parts[0] == "include" else file.parts[1:]
    return inner[0] if len(inner) > 1 else None


def database(file):
    """`sqlite` of src/drivers/sqlite/connection.cpp, else None."""
    inner = file.parts[file.parts.index("drivers") + 1:] if "drivers" in file.parts else ()
    return inner[0] if len(inner) > 1 else None


def refusal(file, text, target):
    """Why `file` may not include this, or None."""
    public = file.parts[0] == "include"
    if target is None:
        if public and PRIVATE_LIBRARIES.match(text):
            return "a public header may not include a library of the implementation"
        return None
    own, other = layer(file), layer(target)
    if own is None:
        return None
    if public and target.parts[0] == "src":
        return "a public header may not include a private one"
    if other is None:
        return "no layer may include what stands above the layers"
    if other != own and (ORDER.index(other) > ORDER.index(own) or (own, other) in CLOSED):
        return f"{own} may not see {other}"
    if target.parts[-2:] == ("drivers", "driver.hpp") and own not in SEES_DRIVER_INTERFACE:
        return "only engine sees drivers/driver.hpp"
    if database(target) not in (None, database(file)) and file.as_posix() != KNOWS_THE_DRIVERS:
        return f"only {KNOWS_THE_DRIVERS} sees drivers/{database(target)}/"
    return None


def cycles(edges):
    """Each cycle once, as a list of files."""
    found, state, path = [], {}, []

    def walk(file):
        state[file] = "open"
        path.append(file)
        for target in edges.get(file, ()):
            if state.get(target) == "open":
                found.append(path[path.index(target):] + [target])
            elif target not in state:
                walk(target)
        path.pop()
        state[file] = "done"

    for file in edges:
        if file not in state:
            walk(file)
    return found


def check(root):
    """Every fault of the tree, one sentence each, and the number of files looked at."""
    tree, faults, edges = Tree(root), [], {}
    for file in tree.files:
        if layer(file) not in (None, *ORDER):
            faults.append(f"{file}: '{layer(file)}' is not one of the layers: {' < '.join(ORDER)}")
            continue
        for text, target in tree.includes(file):
            if target is not None:
                edges.setdefault(file, []).append(target)
                if layer(target) not in (None, *ORDER):
                    continue
            if reason := refusal(file, text, target):
                faults.append(f"{file} includes {text}: {reason}")
    faults += ["includes form a cycle: " + " -> ".join(map(str, cycle)) for cycle in cycles(edges)]
    return faults, len(tree.files)


if __name__ == "__main__":
    problems, count = check(sys.argv[1])
    print("\n".join(problems) or f"{count} files, layers in order")
    sys.exit(bool(problems))
