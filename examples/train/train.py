"""Trains the example models, and writes examples/models and examples/expected.

    examples/train/run [DIRECTORY]      (default: the examples folder of this repository)

The seeds are fixed: the same package versions give the same models again.
"""

import pathlib
import shutil
import sys

import arithmetic
import sequences
import tabular
import tickets
from repository import Repository


def main():
    target = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[1])
    for folder in ("models", "expected"):
        shutil.rmtree(target / folder, ignore_errors=True)
    repository = Repository(target / "models", target / "expected")
    tabular.digits(repository)
    tabular.iris(repository)
    tabular.diabetes(repository)
    tickets.tickets(repository)
    arithmetic.simple(repository)
    arithmetic.simple_int8(repository)
    arithmetic.simple_string(repository)
    arithmetic.simple_identity(repository)
    sequences.simple_sequence(repository)
    sequences.running_sum(repository)


if __name__ == "__main__":
    main()
