"""Checks a server of the Open Inference Protocol v2 with published clients, against ONNX Runtime's answers.

Without addresses it starts `./gyre serve` on the example models and an identity for each datatype, and stops it again.
"""

import argparse
import os
import pathlib
import re
import sys
import tempfile

from checks import generated
from checks.server import Server
from checks.suite import CHECKS, Report
from checks.target import Target
from checks import (  # noqa: F401  importing registers the checks
    clients_grpc,
    clients_http,
    curl,
    datatypes,
    errors,
    information,
    repository,
    sequences,
    settings,
    shared_memory,
    streams,
    together,
    triton_examples,
    typed_contents,
)

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main():
    parser = argparse.ArgumentParser(prog="clients/check", description=__doc__)
    parser.add_argument("--http", metavar="HOST:PORT", help="a running server's address; needs --grpc too")
    parser.add_argument("--grpc", metavar="HOST:PORT")
    parser.add_argument("--models", type=pathlib.Path, default=ROOT / "examples" / "models", metavar="DIRECTORY",
                        help="the repository that it serves (default: examples/models)")
    parser.add_argument("--only", default="", metavar="REGEX", help="only the checks whose line matches")
    parser.add_argument("--no-kserve", action="store_true", help="without the KServe SDK's clients (installs 300 MB less)")
    options = parser.parse_args()
    if (options.http is None) != (options.grpc is None):
        parser.error("expected both --http and --grpc, or neither")

    report = Report()
    if options.http:
        run(Target(options.http, options.grpc, options.models), options, report, skipping=True)
    else:
        with tempfile.TemporaryDirectory(prefix="gyre-check-") as folder:
            generated.repository(pathlib.Path(folder), options.models)
            options_of_server = [f"--{door}-port=0" for door in ("http", "grpc", "metrics")]
            options_of_server += ["--model-control=explicit", "--load-model=*", "--set", "repository.given-files=true"]
            server = Server([ROOT / "gyre", "serve", folder, *options_of_server])
            try:
                run(Target(server.http, server.grpc, pathlib.Path(folder)), options, report, skipping=False)
            finally:
                report.run(server.stop.__doc__, server.stop)
    sys.stdout.flush()
    # Threads of a check that hung, and gRPC's own, must not hold the exit up.
    os._exit(report.summary())


def run(target, options, report, skipping):
    """Runs the checks that match. A model that isn't served skips its checks only where somebody else chose the models."""
    absent = set(target.missing(sorted({model for check in CHECKS for model in check.needs})))
    for check in CHECKS:
        lacks = absent & set(check.needs)
        if not re.search(options.only, check.title):
            continue
        if lacks and skipping:
            report.skipped(check.title, f"needs the model {', '.join(sorted(lacks))}")
        elif check.controls and skipping:
            report.skipped(check.title, "needs a server of its own, under explicit control")
        else:
            report.run(check.title, lambda: check.body(target))
    if not options.no_kserve:
        # A process of its own: both libraries register the same protobuf names.
        report.add([sys.executable, "-m", "checks.kserve_sdk", target.http_address, target.grpc_address, options.only])


if __name__ == "__main__":
    main()
