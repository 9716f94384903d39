"""A server that the checks start themselves."""

import re
import signal
import subprocess
import threading

BUILT_AND_READY = 900.0  # seconds; the first start may build
STOPPED = 60.0
READY = re.compile(r"gyre ready http=(\S+) grpc=(\S+) metrics=(\S+) pid=(\d+)")


class Server:
    """A running process, from its ready line to its exit."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
        self.lines = []
        self.ready = threading.Event()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        if not self.ready.wait(BUILT_AND_READY) or not self.lines:
            self.process.kill()
            raise SystemExit(f"the server wrote no ready line: {' '.join(map(str, command))}")
        found = READY.fullmatch(self.lines[0])
        if not found:
            self.process.kill()
            raise SystemExit(f"expected a ready line, found: {self.lines[0]}")
        self.http, self.grpc, self.metrics, self.pid = found.groups()

    def read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            self.ready.set()
        self.ready.set()

    def stop(self):
        """SIGTERM ends the server with exit code 0, and standard output had the ready line alone"""
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(STOPPED)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError(f"the server still runs {STOPPED:.0f} s after SIGTERM") from None
        assert code == 0, f"expected exit code 0, found {code}"
        self.reader.join(STOPPED)
        assert len(self.lines) == 1, f"expected one line on standard output, found {self.lines}"
