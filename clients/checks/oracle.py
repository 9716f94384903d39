"""Holds a server to the recorded answers of a real Triton.

Starts `./gyre serve` on the oracle's models as ONNX files, loaded explicitly, and sends it every case that such models
can answer. Differences are failures unless clients/oracle-differences.txt lists them with a reason.
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

from checks import sequence_model, slow_model
from checks.server import Server
from checks.suite import SUMMARY

ROOT = pathlib.Path(__file__).resolve().parents[2]
LISTED = ROOT / "clients" / "oracle-differences.txt"
NOT_LOADED = {"broken", "unused"}
# What the server has no engine for: a model that fails to load would make the whole server not ready.
NOT_SERVED = {"ensemble"}


def main():
    parser = argparse.ArgumentParser(prog="clients/oracle", description=__doc__)
    parser.add_argument("folder", nargs="?", type=pathlib.Path, default=ROOT.parent / "shared" / "oracle",
                        help="where cases.py and onnx_models.py are (default: ../shared/oracle beside this repository)")
    parser.add_argument("--only", default="", metavar="REGEX", help="only the cases whose topic/name matches")
    parser.add_argument("--messages", action="store_true", help="also show error texts that differ")
    options = parser.parse_args()
    if not (options.folder / "cases.py").exists():
        print(f"expected cases.py in {options.folder}; give the folder as an argument", file=sys.stderr)
        print("skipped: needs the oracle folder")
        return 0

    with tempfile.TemporaryDirectory(prefix="gyre-oracle-") as folder:
        making = [sys.executable, options.folder / "onnx_models.py", folder]
        without = subprocess.run(making, check=True, capture_output=True, text=True).stdout.strip()
        models = options.folder / "models"
        slow_model.write(models / "slow", pathlib.Path(folder) / "slow")
        sequence_model.write(models / "sequence", pathlib.Path(folder) / "sequence")
        without = ",".join(sorted({*without.split(","), *NOT_SERVED} - {"slow", "sequence"}))
        models = sorted({path.name for path in pathlib.Path(folder).iterdir()} - NOT_LOADED - NOT_SERVED)
        command = [ROOT / "gyre", "serve", folder, "--model-control=explicit"]
        command += [f"--load-model={model}" for model in models]
        server = Server([*command, *(f"--{door}-port=0" for door in ("http", "grpc", "metrics"))])
        try:
            status, summary = compare(options, server, without)
        finally:
            server.process.terminate()
            server.process.wait(60)
    print(summary)
    return status


def compare(options, server, without):
    """Runs the cases, prints their report with the listed differences marked, and returns the exit status and its summary."""
    command = [sys.executable, options.folder / "cases.py", "--check", "--http", server.http, "--grpc", server.grpc]
    command += ["--backend", "onnxruntime", "--without", without, "--only", options.only]
    command += ["--messages"] if options.messages else []
    patterns, met, known, unknown, passed = differences(), set(), set(), set(), None
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            line = line.rstrip("\n")
            summary = SUMMARY.fullmatch(line)
            if summary:
                passed = int(summary[1])
            elif line.startswith("FAILED "):
                text = line.removeprefix("FAILED ")
                case = text.partition(": ")[0]
                pattern = next((p for p in patterns if matches(p, case)), None)
                met.add(pattern)
                (unknown if pattern is None else known).add(case)
                print(f"{'FAILED' if pattern is None else 'known '} {text}", flush=True)
            else:
                print(line, flush=True)
    if passed is None:
        return 2, f"the cases ended with exit code {process.returncode} before their summary"
    if not options.only:
        for pattern in sorted(patterns.keys() - met):
            print(f"listed in {LISTED.name}, and no longer different: {pattern}")
    print(f"{len(known)} known differences")
    return 1 if unknown else 0, f"{passed} passed, {len(unknown)} failed"


def differences():
    """The reasons of the committed list, by case: lines of `topic/name | reason`, where the name may end in `*`."""
    lines = (line.strip() for line in LISTED.read_text().splitlines())
    pairs = (line.partition(" | ") for line in lines if line and not line.startswith("#"))
    return {case.strip(): reason.strip() for case, _, reason in pairs}


def matches(pattern, case):
    return case.startswith(pattern[:-1]) if pattern.endswith("*") else case == pattern


if __name__ == "__main__":
    sys.exit(main())
