"""The list of checks, and what runs it.

A check is one function that takes the Target (and a case, where it is run for several), raises where an answer is wrong,
and says in its doc string what it shows:

    @check(needs=["simple"])
    def infer(target):
        \"\"\"gRPC: infer\"\"\"
"""

import re
import subprocess
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass

LONGEST = 120.0  # seconds for one check; a server that hangs fails it

SUMMARY = re.compile(r"(\d+) passed, (\d+) failed")


@dataclass(frozen=True)
class Check:
    """One line of the report."""

    title: str
    needs: tuple[str, ...]
    body: Callable
    controls: bool


CHECKS: list[Check] = []


def check(needs=(), each=None, needs_each=False, controls=False):
    """Registers the function, once for each case. `needs` names models; with `needs_each` the case is one more.
    One that `controls` loads and unloads models, so it needs a server that was started for it."""

    def register(function):
        title = function.__doc__.strip().splitlines()[0]
        if each is None:
            CHECKS.append(Check(title, tuple(needs), function, controls))
        for case in each or ():
            models = (*needs, case) if needs_each else tuple(needs)
            CHECKS.append(Check(f"{title} ({case})", models, lambda target, case=case: function(target, case), controls))
        return function

    return register


class Report:
    """Prints a line for each check, and counts."""

    def __init__(self):
        self.passed = self.failed = 0

    def run(self, title, body):
        started = time.monotonic()
        error = outcome(body)
        if error is None:
            self.passed += 1
            print(f"ok      {title}  {time.monotonic() - started:.2f} s", flush=True)
        else:
            self.failed += 1
            print(f"FAILED  {title}\n        " + error.rstrip().replace("\n", "\n        "), flush=True)

    def skipped(self, title, reason):
        print(f"skipped {title}: {reason}", flush=True)

    def add(self, command):
        """Runs another process that prints such a report, and counts its lines as this one's."""
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            line = ""
            for line in process.stdout:
                if not SUMMARY.fullmatch(line.strip()):
                    print(line, end="", flush=True)
        found = SUMMARY.fullmatch(line.strip())
        if found:
            self.passed += int(found[1])
            self.failed += int(found[2])
        else:
            self.failed += 1
            print(f"FAILED  {command}: exit code {process.returncode} without a summary", flush=True)

    def summary(self):
        """Prints the last line, and returns the exit status."""
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        return 1 if self.failed else 0


def outcome(body):
    """None, or what went wrong. The body runs in its own thread, so that one that hangs doesn't stop the rest."""
    errors = [f"no end after {LONGEST:.0f} s"]

    def attempt():
        try:
            body()
            errors.clear()
        except AssertionError as e:
            errors[:] = [f"{e}\nat {place(e)}"]
        except BaseException as e:
            errors[:] = [f"{type(e).__name__}: {e}\nat {place(e)}"]

    thread = threading.Thread(target=attempt, daemon=True)
    thread.start()
    thread.join(LONGEST)
    return errors[0] if errors else None


def place(error):
    """The innermost line of these checks in the error's trace."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "/checks/" in f.filename]
    return f"{frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else "an unknown place"
