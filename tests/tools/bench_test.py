#!/usr/bin/env python3
"""The logic of the measurements' tools: counts against the record, verdicts, rivals' factors, sources that differ."""
import pathlib
import sys
import tempfile
import unittest

BENCH = pathlib.Path(__file__).resolve().parents[2] / "bench"
sys.path += [str(BENCH / folder) for folder in ("counts", "report", "compile")]

import costs  # noqa: E402
import counts  # noqa: E402
import gather_rivals  # noqa: E402
import plots  # noqa: E402
import report  # noqa: E402
import sources  # noqa: E402


class Counts(unittest.TestCase):
    def test_only_more_than_allowed_is_slower(self):
        _, slower = counts.compare({"a": 105, "b": 106, "c": 50}, {"a": 100, "b": 100, "c": 100})
        self.assertEqual(slower, ["b"])

    def test_a_path_that_only_one_side_has_is_told(self):
        _, slower = counts.compare({"a": 1, "new": 1}, {"a": 1, "old": 1})
        self.assertEqual(slower, ["new", "old"])

    def test_totals_go_by_the_names_of_the_dumps(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder)
            (path / "callgrind.out.1").write_text("desc: Trigger: Client Request: point\ntotals: 1200\n")
            (path / "callgrind.out").write_text("desc: Trigger: Program termination\ntotals: 7\n")
            self.assertEqual(counts.read_totals(path), {"point": 1200})


class Report(unittest.TestCase):
    def entry(self, **more):
        return {"task": "t", "backend": "sqlite", "subject": "bindery", "median_ns_per_op": 100.0,
                "ratio_to_raw": 1.2} | more

    def test_verdicts(self):
        self.assertEqual(report.verdict(self.entry()), "")
        self.assertIn("**not met**", report.verdict(self.entry(bar=1.1)))
        self.assertTrue(report.verdict(self.entry(bar=1.1, bar_ratio=1.05, bar_against="x")).endswith("met"))

    def test_a_rival_that_is_ahead_is_told_plainly(self):
        rivals = [self.entry(subject="fast", median_ns_per_op=50.0), self.entry(subject="slow", median_ns_per_op=300.0)]
        table = report.rivals_table([self.entry()], rivals)
        self.assertIn("0.50: the rival is ahead", table)
        self.assertIn("| 3.00 |", table)

    def test_rivals_that_are_handed_values_stand_beside_plain_values(self):
        own = [self.entry(), self.entry(subject="bindery, plain values", median_ns_per_op=50.0)]
        rivals = [self.entry(subject="SQLAlchemy ORM", median_ns_per_op=300.0),
                  self.entry(subject="SOCI", median_ns_per_op=80.0)]
        factors = {r["subject"]: (call, factor) for r, call, factor in report.leads(own, rivals)}
        self.assertEqual(factors, {"SQLAlchemy ORM": ("bindery", 3.0), "SOCI": ("bindery, plain values", 1.6)})

    def test_rivals_are_set_against_the_raw_client_of_the_run(self):
        lines = gather_rivals.gather([self.entry(subject="rival", ratio_to_raw=None)],
                                     [self.entry(subject="raw", median_ns_per_op=40.0)])
        self.assertEqual(lines[0]["ratio_to_raw"], 2.5)

    def test_labels_of_plots_are_escaped(self):
        self.assertIn("a &lt; b", plots.bars("t", [("a < b", 2.0, 1)]))


class Costs(unittest.TestCase):
    def test_each_subject_has_as_many_models_as_asked(self):
        for subject in sources.HEADS:
            self.assertEqual(sources.source(subject, 3).count("_rename("), 3)

    def test_bars(self):
        def one(**more):
            return {"case": "50 models, 4 queries each", "compiler": "g++", "level": "-O2"} | more
        results = [one(subject="bindery", seconds=6.0), one(subject="raw libpq", seconds=2.0)]
        costs.judge(results)
        self.assertEqual((results[0]["bar_ratio"], results[0]["met"]), (3.0, False))


if __name__ == "__main__":
    unittest.main()
