"""The models of the race, made once into the cache."""

import hashlib
import json
import pathlib
import shutil
import subprocess
from dataclasses import dataclass

from racing import places

NAMES = ["tiny", "wide", "forest", "resnet", "transformer"]


@dataclass(frozen=True)
class Model:
    folder: pathlib.Path

    @property
    def name(self):
        return self.folder.name

    def output(self):
        """The name of its only output."""
        return json.loads((self.folder / "signature.json").read_text())["output"]["name"]

    def inputs(self, expected, folder):
        """A file of inputs for the generator, with the answers that ONNX Runtime itself gives, or without."""
        lines = map(json.loads, (self.folder / "samples.jsonl").read_text().splitlines())
        file = folder / ("expected.jsonl" if expected else "inputs.jsonl")
        with file.open("w") as out:
            for line in lines:
                if not expected:
                    del line["expected"]
                out.write(json.dumps(line) + "\n")
        return file


def make():
    """Makes the models where their scripts have changed since; gives them by name."""
    scripts = sorted(places.MODEL_SCRIPTS.iterdir())
    digest = hashlib.sha256(b"".join(s.read_bytes() for s in scripts if s.is_file())).hexdigest()[:12]
    folder = places.cache() / f"models-{digest}"
    if not folder.exists():
        making = folder.with_suffix(".making")
        shutil.rmtree(making, ignore_errors=True)
        requirements = places.MODEL_SCRIPTS / "requirements.txt"
        command = [places.CLIENTS_PYTHON, requirements, "--", places.MODEL_SCRIPTS / "make.py", making]
        subprocess.run(command, check=True)
        making.rename(folder)
    return {name: Model(folder / name) for name in NAMES}
