"""What is measured of a server, and with which loads: the same for all."""

import pathlib
import tempfile
from dataclasses import dataclass

from racing import generator, usage

OBJECTIVE = "p99=20ms"
IN_FLIGHT = 64
# Where the search begins, as a share of the rate at 64 in flight: near the limit, but seldom above it.
FIRST = 0.6
# Of a window whose rate is steady, the ends are left out of the CPU's account: they are known to a tenth of a second.
EDGE = 0.4


@dataclass(frozen=True)
class Course:
    """How long each load lasts, in seconds."""

    settle: float
    warm_up: float
    window: float
    trial_warm_up: float
    trial: float

    def options(self, warm_up, window):
        return ["--warm-up", f"{warm_up}s", "--duration", f"{window}s"]


# Servers that compile while they run get faster for half a minute; the others have settled at the second look.
SETTLED = 1.05
MOST_LOOKS = 14

FULL = Course(settle=2, warm_up=2, window=3, trial_warm_up=0.4, trial=1.6)
QUICK = Course(settle=0.5, warm_up=1, window=1.5, trial_warm_up=0.2, trial=0.5)


class Heat:
    """The measurements of one server with one model."""

    def __init__(self, course, peer, model, folder):
        self.course = course
        # DJL Serving answers only requests that name the outputs.
        self.named = ["--outputs", model.output()] if peer.about().get("names_outputs") else []
        self.model = model
        self.folder = folder

    def transport(self, name):
        """Whether answers over a transport are right, and the rate with 64 of them always under way."""
        wrong = self._wrong(name)
        if wrong:
            return {"refused": wrong}
        self._settle(name)
        return self._steady(name, ["--in-flight", str(IN_FLIGHT)])

    def highest(self, name, rate_in_flight):
        """The highest rate that keeps the objective, and how latency is at half of it."""
        first = max(1.0, rate_in_flight * FIRST)
        options = self.course.options(self.course.trial_warm_up, self.course.trial)
        search = ["--find-max", "--slo", OBJECTIVE, "--from", f"{first:.1f}"]
        found = self._load(name, [*search, *options]).report["highest"]
        if "rate" not in found:
            return {"highest": None}
        half = self._steady(name, ["--rate", f"{found['rate'] / 2:.1f}"])
        return {
            "highest": found["rate"],
            "limited_by_generator": found["limited_by_generator"],
            "half": half,
        }

    def _wrong(self, name):
        """What is wrong with the answers to the samples, held against ONNX Runtime's; nothing where they are right."""
        inputs = self.model.inputs(expected=True, folder=self.folder)
        options = ["--in-flight", "4", *self.course.options(0, 0.5)]
        done = generator.load(self.model, name, inputs, self.folder, [*self.named, *options])
        return done.failure() or (None if done.run()["answered"] else "no request was answered")

    def _settle(self, name):
        """Loads the server for as long as it gets faster: few are restarted all day long."""
        best = 0
        for _ in range(MOST_LOOKS):
            load = ["--in-flight", str(IN_FLIGHT), *self.course.options(0, self.course.settle)]
            rate = self._load(name, load).run()["rate"]
            if rate < best * SETTLED:
                return
            best = rate

    def _steady(self, name, load):
        """A load at a steady rate, with what it cost the server."""
        with usage.CpuTrace(usage.others()) as trace:
            done = self._load(name, [*load, *self.course.options(self.course.warm_up, self.course.window)])
        run = done.run()
        cores = trace.cores(done.ended - self.course.window + EDGE, done.ended - EDGE)
        return {
            "rate": run["rate"],
            "failed": run["failed"],
            "valid": run["valid"],
            "p50_us": run["latency"].get("p50_us"),
            "p99_us": run["latency"].get("p99_us"),
            "cpu_us": cores / run["rate"] * 1e6 if cores and run["rate"] else None,
            "generator_cores": run["generator"]["cores"],
        }

    def _load(self, name, options):
        inputs = self.model.inputs(expected=False, folder=self.folder)
        return generator.load(self.model, name, inputs, self.folder, [*self.named, *options])


def run(course, peer, model):
    """Starts a peer's server with a model, measures it, and ends it."""
    with tempfile.TemporaryDirectory(prefix="gyre-race-") as work:
        folder = pathlib.Path(work)
        neighbours = usage.Neighbours()
        with peer.start(model, folder) as server:
            heat = Heat(course, peer, model, folder)
            transports = {name: heat.transport(name) for name in peer.about()["transports"]}
            result = {"ready_s": server.ready_seconds, "transports": transports}
            rates = {name: t["rate"] for name, t in transports.items() if t.get("rate")}
            if rates:
                best = max(rates, key=rates.get)
                result |= {"best": best, **heat.highest(best, rates[best])}
            return result | {
                "memory_bytes": usage.memory_bytes(usage.others()),
                "neighbours_cores": neighbours.cores(),
            }
