"""The servers that race, each behind a script with one contract (README.md)."""

import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass

from racing import places

ORDER = ["gyre", "triton", "fastapi", "mlserver", "kserve", "ray-serve", "djl-serving"]
# The race runs in a network of its own, so the ports are free.
HTTP_PORT = 8000
GRPC_PORT = 8001
INSTANCES = 2
READY_SECONDS = 120
STOP_SECONDS = 15


class PeerFailure(Exception):
    """A peer that can't be installed, started or called, in a sentence."""


@dataclass(frozen=True)
class Peer:
    name: str

    @property
    def script(self):
        return places.PEERS / self.name / "peer"

    def about(self):
        return json.loads(self.script.with_name("about.json").read_text())

    def install(self, log):
        with log.open("wb") as out:
            done = subprocess.run([self.script, "install"], stdout=out, stderr=subprocess.STDOUT)
        if done.returncode:
            raise PeerFailure(f"could not be installed: {last_line(log)}")

    def versions(self):
        return subprocess.run([self.script, "versions"], check=True, capture_output=True, text=True).stdout.strip()

    def start(self, model, work):
        return Server(self, model, work)


class Server:
    """A peer's server with one model, from its start to its end."""

    def __init__(self, peer, model, work):
        self.log = work / "server.log"
        (work / "server").mkdir()
        ports = [str(HTTP_PORT), str(GRPC_PORT), str(INSTANCES)]
        # The generator must keep its schedule on the cores that it shares with the server.
        command = ["nice", "-n", "10", peer.script, "serve", model.folder, *ports, work / "server"]
        started = time.monotonic()
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
            )
        try:
            self._await(f"http://127.0.0.1:{HTTP_PORT}/v2/models/{model.name}/ready", started + READY_SECONDS)
        except PeerFailure:
            self.stop()
            raise
        self.ready_seconds = time.monotonic() - started

    def _await(self, url, deadline):
        while not answers(url):
            if self.process.poll() is not None:
                raise PeerFailure(f"ended with {self.process.returncode} before it was ready: {last_line(self.log)}")
            if time.monotonic() > deadline:
                raise PeerFailure(f"was not ready after {READY_SECONDS} s: {last_line(self.log)}")
            time.sleep(0.02)

    def stop(self):
        """Asks it to end, and ends what is left of its session after a while."""
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            pass
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def last_line(log):
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1].strip() if lines else "it said nothing"
