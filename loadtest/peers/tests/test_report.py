"""The section of docs/BENCHMARKS.md tells what results.json holds."""

import json
import tempfile
import unittest
import unittest.mock
from pathlib import Path

from racing import report

MACHINE = {"cpu": "a CPU", "cores": 2, "memory_gib": 24, "system": "Linux 6", "date": "2026-11-25"}


def measured(rate, cpu_us, highest, failed=0):
    way = {"rate": rate, "failed": failed, "cpu_us": cpu_us}
    return {
        "versions": "x 1.0",
        "ready_s": 1.25,
        "transports": {"grpc": way},
        "best": "grpc",
        "highest": highest,
        "limited_by_generator": False,
        "half": {"p50_us": 500.0, "p99_us": 12_345.0} if highest else None,
        "memory_bytes": 100 << 20,
        "neighbours_cores": 0.02,
    }


def section(**by_peer):
    return report.section({"machine": MACHINE, "models": {"tiny": by_peer}})


class ReportTest(unittest.TestCase):
    def test_ratios_above_1_say_that_gyre_is_ahead(self):
        lines = section(gyre=measured(3000, 20, 2000), triton=measured(1000, 80, 500)).splitlines()
        (triton,) = (line for line in lines if line.startswith("| Triton"))
        self.assertIn("| gRPC | 500/s | 4.00 | 0.50, 12.3 ms | 1,000/s | 3.00 | 80 µs | 4.00 | 1.2 s | 100 MiB |", triton)

    def test_what_a_peer_can_not_do_is_a_sentence(self):
        text = section(gyre=measured(3000, 20, 2000), fastapi={"refused": "could not be installed: no disk"})
        self.assertIn("FastAPI could not be installed: no disk.", text)
        self.assertNotIn("| FastAPI", text)

    def test_no_rate_that_keeps_the_objective_is_told_as_none(self):
        self.assertIn("| none |", section(gyre=measured(3000, 20, 2000), triton=measured(9, 80, None)))

    def test_failed_requests_and_wrong_answers_are_told(self):
        result = measured(3000, 20, 2000, failed=4)
        result["transports"]["http-json"] = {"refused": "wrong answer: value 0 is 1, expected 2"}
        text = section(gyre=result)
        self.assertIn("Gyre over gRPC: 4 requests failed.", text)
        self.assertIn("Gyre over HTTP, JSON: wrong answer: value 0 is 1, expected 2.", text)

    def test_a_disturbed_measurement_is_marked(self):
        result = measured(3000, 20, 2000) | {"neighbours_cores": 0.7}
        self.assertIn("Gyre was disturbed: 0.7 cores worked for others meanwhile.", section(gyre=result))

    def test_only_what_is_between_the_marks_is_renewed(self):
        with tempfile.TemporaryDirectory() as folder:
            page, results = Path(folder, "page.md"), Path(folder, "results.json")
            page.write_text(f"# Before\n\n{report.BEGIN}\nold\n{report.END}\n\n## After\n")
            results.write_text(json.dumps({"machine": MACHINE, "models": {"tiny": {"gyre": measured(1, 1, 1)}}}))
            with (
                unittest.mock.patch("racing.places.BENCHMARKS", page),
                unittest.mock.patch("racing.places.RESULTS", results),
            ):
                report.renew()
                once = page.read_text()
                report.renew()
            self.assertEqual(page.read_text(), once)
            self.assertTrue(once.startswith("# Before\n\n<!--"))
            self.assertTrue(once.endswith("\n\n## After\n"))
            self.assertNotIn("old", once)


if __name__ == "__main__":
    unittest.main()
