"""Writes the models of the race: `clients/python models/requirements.txt -- models/make.py FOLDER`.

Each model gets a folder with `model.onnx`, `signature.json` (its input and output, as the Open Inference Protocol
describes them, without the batch dimension, and the largest batch) and `samples.jsonl`: inputs, and the answers of ONNX Runtime itself.
"""

import json
import pathlib
import sys

import networks
import numpy
import onnx
import onnxruntime
import trees

# Each with the largest batch that a server may form: where a row takes milliseconds, large ones only add waiting.
MODELS = {
    "tiny": (networks.tiny, 64),
    "wide": (networks.wide, 64),
    "forest": (trees.forest, 64),
    "resnet": (networks.resnet, 4),
    "transformer": (networks.transformer, 8),
}
DATATYPES = {"tensor(float)": "FP32", "tensor(int64)": "INT64"}
SAMPLES = 16


def main(folder):
    for name, (build, max_batch) in MODELS.items():
        target = folder / name
        target.mkdir(parents=True, exist_ok=True)
        onnx.save(build(), target / "model.onnx")
        session = onnxruntime.InferenceSession(target / "model.onnx", providers=["CPUExecutionProvider"])
        signature = {
            "name": name,
            "input": described(session.get_inputs()[0]),
            "output": described(session.get_outputs()[0]),
            "max_batch": max_batch,
        }
        (target / "signature.json").write_text(json.dumps(signature, indent=2) + "\n")
        random = numpy.random.default_rng(1)
        lines = [sample(session, signature, random) for _ in range(SAMPLES)]
        (target / "samples.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))


def described(value):
    return {"name": value.name, "datatype": DATATYPES[value.type], "dims": value.shape[1:]}


def sample(session, signature, random):
    shape = [1, *signature["input"]["dims"]]
    if signature["input"]["datatype"] == "INT64":
        values = random.integers(0, networks.VOCABULARY, shape)
    else:
        # Such numbers are as long in JSON as real ones.
        values = random.normal(0, 1, shape).astype(numpy.float32)
    (answer,) = session.run(None, {signature["input"]["name"]: values})
    return {"inputs": [tensor(signature["input"], values)], "expected": [tensor(signature["output"], answer)]}


def tensor(description, values):
    return {
        "name": description["name"],
        "datatype": description["datatype"],
        "shape": list(values.shape),
        "data": values.ravel().tolist(),
    }


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
