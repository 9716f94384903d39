"""Runs `gyre loadtest` against the server that is under way, and reads its report."""

import json
import os
import subprocess
import time
from dataclasses import dataclass

from racing import peers, places

TARGETS = {
    "grpc": ["--target", f"grpc://127.0.0.1:{peers.GRPC_PORT}"],
    "http-json": ["--target", f"http://127.0.0.1:{peers.HTTP_PORT}", "--http-encoding", "json"],
    "http-binary": ["--target", f"http://127.0.0.1:{peers.HTTP_PORT}", "--http-encoding", "binary"],
}
MEASURED, UNEXPECTED, INVALID = 0, 1, 3
LIMIT_SECONDS = 300
# A late request counts against the server that kept the generator from a core, up to a fifth of the objective.
MOST_LAG = "4ms"


@dataclass(frozen=True)
class Load:
    """What the generator reported, and when its load ended."""

    code: int
    report: dict
    ended: float

    def run(self):
        return self.report["measurements"][-1]["runs"][-1]

    def failure(self):
        """What went wrong most often, or nothing."""
        failures = max(self.run()["failures"], key=lambda f: f["count"], default=None)
        return failures and f"{failures['kind']} {failures['code']}: {failures['example']}".strip()


def load(model, transport, inputs, folder, options):
    """Sends a load with the options, and waits for its end."""
    report = folder / "load.json"
    report.unlink(missing_ok=True)
    command = [places.GYRE, "loadtest", *TARGETS[transport], "--model", model.name, "--inputs", inputs]
    command += ["--timeout", "3s", "--max-lag", MOST_LAG, "--json", report, *options]
    with (folder / "generator.log").open("ab") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, env=environment()
        )
        try:
            # The table comes as soon as the last answer is there.
            output = process.stdout.readline()
            ended = time.monotonic()
            output += process.communicate(timeout=LIMIT_SECONDS)[0]
        finally:
            process.kill()
            process.wait()
        log.write(output)
    if process.returncode not in (MEASURED, UNEXPECTED, INVALID) or not report.exists():
        raise peers.PeerFailure(f"could not be measured: {peers.last_line(folder / 'generator.log')}")
    return Load(process.returncode, json.loads(report.read_text()), ended)


def environment():
    # A small heap, so that the generator leaves the memory and the cores to the server.
    return {**os.environ, "GYRE_JAVA_OPTIONS": "-XX:+UseSerialGC -Xmx512m"}
