"""Where things are: the checkout, the peers, and what is made outside the tree."""

import os
import pathlib

PEERS = pathlib.Path(__file__).resolve().parents[1]
ROOT = PEERS.parents[1]
GYRE = ROOT / "gyre"
CLIENTS_PYTHON = ROOT / "clients" / "python"
MODEL_SCRIPTS = PEERS / "models"
RESULTS = PEERS / "results.json"
BENCHMARKS = ROOT / "docs" / "BENCHMARKS.md"


def cache():
    home = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(home) / "gyre" / "race"
