"""Lays out a Triton repository with one model that the Python backend runs: `repository.py MODEL INSTANCES FOLDER`."""

import json
import pathlib
import shutil
import sys


def main(model, instances, repository):
    signature = json.loads((model / "signature.json").read_text())
    folder = repository / signature["name"]
    (folder / "1").mkdir(parents=True)
    for name in ("model.onnx", "signature.json"):
        shutil.copy(model / name, folder)
    # Triton leaves Python's path aside, but looks beside the model.
    here = pathlib.Path(__file__).parent
    for script in (here / "model.py", here.parent / "python" / "session.py"):
        shutil.copy(script, folder / "1")
    (folder / "config.pbtxt").write_text(
        'backend: "python"\n'
        f"max_batch_size: {signature['max_batch']}\n"
        f"input {tensor(signature['input'])}\n"
        f"output {tensor(signature['output'])}\n"
        f"instance_group {{ count: {instances} kind: KIND_CPU }}\n"
        "dynamic_batching {}\n"
    )


def tensor(description):
    name, datatype, dims = description["name"], description["datatype"], description["dims"]
    return f'{{ name: "{name}" data_type: TYPE_{datatype} dims: {dims} }}'


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), int(sys.argv[2]), pathlib.Path(sys.argv[3]))
