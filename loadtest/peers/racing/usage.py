"""What a server's processes use: CPU time and memory, as /proc tells."""

import os
import pathlib
import threading
import time

TICKS = os.sysconf("SC_CLK_TCK")
PROC = pathlib.Path("/proc")


def others():
    """The ids of all other processes of this process namespace: of a server's, even those that left their parent."""
    pids = [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()]
    return [pid for pid in pids if pid != os.getpid()]


def fields(pid):
    """The fields of /proc/PID/stat from the state on, which follow a name that may hold anything."""
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()


def cpu_seconds(pids):
    """What the processes used so far, with those of their children that have ended."""
    total = 0
    for pid in pids:
        try:
            total += sum(map(int, fields(pid)[11:15]))
        except OSError:
            continue
    return total / TICKS


def memory_bytes(pids):
    """Resident memory; what processes share is counted once (the kernel's proportional set size)."""
    total = 0
    for pid in pids:
        try:
            rollup = (PROC / str(pid) / "smaps_rollup").read_text()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return total * 1024


class Neighbours:
    """How much of the machine went to processes outside this namespace since this was made."""

    def __init__(self):
        self._since = time.monotonic(), machine_seconds(), self._ours()

    def cores(self):
        since, machine, ours = self._since
        used = machine_seconds() - machine - (self._ours() - ours)
        return max(0.0, used) / (time.monotonic() - since)

    @staticmethod
    def _ours():
        return cpu_seconds([os.getpid(), *others()])


def machine_seconds():
    """What all processors have worked so far, for whomever."""
    user, nice, system, _, _, irq, softirq, steal = map(int, (PROC / "stat").read_text().split()[1:9])
    return (user + nice + system + irq + softirq + steal) / TICKS


class CpuTrace:
    """The CPU time of some processes over a stretch of time, looked at every so often."""

    PERIOD = 0.1

    def __init__(self, pids):
        self._pids = pids
        self._samples = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    def _look(self):
        while not self._over.wait(self.PERIOD):
            self._samples.append((time.monotonic(), cpu_seconds(self._pids)))

    def cores(self, start, end):
        """How many cores were busy between two times, about; nothing where that was hardly looked at."""
        inside = [sample for sample in self._samples if start <= sample[0] <= end]
        if len(inside) < 2:
            return None
        (first, used_first), (last, used_last) = inside[0], inside[-1]
        return (used_last - used_first) / (last - first)
