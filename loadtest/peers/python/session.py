"""How every peer that runs Python opens and runs a model: ONNX Runtime with one thread."""

import json
import pathlib

import numpy
import onnxruntime

DTYPES = {"FP32": numpy.float32, "INT64": numpy.int64}


class Model:
    def __init__(self, folder):
        self.folder = folder = pathlib.Path(folder)
        self.signature = json.loads((folder / "signature.json").read_text())
        self.name = self.signature["name"]
        self.input = self.signature["input"]
        self.output = self.signature["output"]
        self.max_batch = self.signature["max_batch"]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            folder / "model.onnx", options, providers=["CPUExecutionProvider"]
        )

    def __reduce__(self):
        """Sent to another process, it is opened anew there."""
        return Model, (self.folder,)

    def run(self, values):
        return self._session.run(None, {self.input["name"]: values})[0]

    def run_all(self, parts):
        """Runs the rows of all parts as one batch, and gives each part its answer."""
        if len(parts) == 1:
            return [self.run(parts[0])]
        answer = self.run(numpy.concatenate(parts))
        ends = numpy.cumsum([len(part) for part in parts])
        return numpy.split(answer, ends[:-1])

    def metadata(self):
        """What the protocol tells of the model."""
        return {
            "name": self.name,
            "versions": ["1"],
            "platform": "onnxruntime_onnx",
            "inputs": [described(self.input)],
            "outputs": [described(self.output)],
        }


def described(tensor):
    return {"name": tensor["name"], "datatype": tensor["datatype"], "shape": [-1, *tensor["dims"]]}
