"""What was measured so far: a file for each server and model, so that a race can go on where it was stopped."""

import json
import platform
import sys
import time

from racing import places

# With more of the cores at work for others, a measurement is made again.
DISTURBED_CORES = 0.15


class Results:
    def __init__(self, folder):
        self.folder = folder

    def file(self, peer, model):
        return self.folder / f"{peer}-{model}.json"

    def has(self, peer, model):
        return self.file(peer, model).exists()

    def has_undisturbed(self, peer, model):
        return self.has(peer, model) and not disturbed(json.loads(self.file(peer, model).read_text()))

    def keep(self, peer, model, result):
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.file(peer, model).with_suffix(".part")
        part.write_text(json.dumps(result, indent=2) + "\n")
        part.rename(self.file(peer, model))

    def all(self, peers, models):
        """Every result, by model and then by peer."""
        return {
            model: {
                peer: json.loads(self.file(peer, model).read_text())
                for peer in peers
                if self.has(peer, model)
            }
            for model in models
        }


def disturbed(result):
    return result.get("neighbours_cores", 0) > DISTURBED_CORES


def machine():
    """The machine and the day, for those who read figures."""
    names = [
        line.partition(":")[2].strip()
        for line in open("/proc/cpuinfo")
        if line.startswith("model name")
    ]
    pages = next(line for line in open("/proc/meminfo") if line.startswith("MemTotal"))
    return {
        "cpu": names[0] if names else platform.machine(),
        "cores": len(names),
        "memory_gib": round(int(pages.split()[1]) / (1 << 20)),
        "system": f"{platform.system()} {platform.release()}",
        "date": time.strftime("%Y-%m-%d"),
    }


def write(results):
    places.RESULTS.write_text(json.dumps(results, indent=1) + "\n")


def read():
    if not places.RESULTS.exists():
        sys.exit(f"race: {places.RESULTS} is missing; `race` without --report measures, and writes it")
    return json.loads(places.RESULTS.read_text())
