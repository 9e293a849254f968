#!/usr/bin/env python3
"""The rules of the compile-fail tests, on made-up compiler output."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "compile_fail"))
from check import MOST_LINES_AFTER, judge

ERROR = "x.cpp:3:5: error: static assertion failed: bindery: name the bind"


class Judge(unittest.TestCase):
    def test_accepts_the_sentence_in_the_first_error(self):
        self.assertIsNone(judge("bindery: name the bind", 1, ["In file included from y.hpp:1:", ERROR, "note: here"]))

    def test_refuses_a_program_that_compiles(self):
        self.assertIn("must not compile", judge("bindery: name the bind", 0, []))

    def test_refuses_another_first_error(self):
        self.assertIn("does not say", judge("bindery: name the bind", 1, ["x.cpp:1:1: error: no such type", ERROR]))

    def test_refuses_a_wall_of_text(self):
        self.assertIn("lines follow", judge("bindery: name the bind", 1, [ERROR, *["note"] * (MOST_LINES_AFTER + 1)]))
        self.assertIsNone(judge("bindery: name the bind", 1, [ERROR, *["note"] * MOST_LINES_AFTER]))

    def test_a_program_without_a_sentence_must_compile(self):
        self.assertIsNone(judge(None, 0, []))
        self.assertIn("must compile", judge(None, 1, [ERROR]))


if __name__ == "__main__":
    unittest.main()
