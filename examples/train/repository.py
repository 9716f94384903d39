"""The folders that the examples are written to: a model repository in Triton's layout, and the expected answers."""

import json

import numpy
import onnx
import onnxruntime

DATATYPES = {"int8": "INT8", "int32": "INT32", "int64": "INT64", "float32": "FP32", "object": "BYTES"}


class Repository:
    """Writes each model as version 1, beside its configuration, its labels and its expected answers."""

    def __init__(self, models, expected):
        self.models = models
        self.expected = expected

    def add(self, name, model, config=None, labels=None):
        """Writes the ONNX model. Without a config.pbtxt the server derives one from the model."""
        onnx.checker.check_model(model, full_check=True)
        folder = self.models / name
        (folder / "1").mkdir(parents=True)
        (folder / "1" / "model.onnx").write_bytes(model.SerializeToString(deterministic=True))
        if config:
            (folder / "config.pbtxt").write_text(config)
        if labels:
            (folder / "labels.txt").write_text("".join(f"{label}\n" for label in labels))

    def expect(self, name, inputs, shapes=None):
        """Writes one request for each of the inputs, with ONNX Runtime's answer.

        `inputs` is a list of {name: array}. `shapes` gives the dims after the batch where the configuration reshapes an
        output, so that the answer is the one a client sees.
        """
        cases = []
        for arrays in inputs:
            outputs = self.run(name, arrays)
            shaped = {k: v.reshape(len(v), *shapes[k]) if shapes and k in shapes else v for k, v in outputs.items()}
            request = {"inputs": [tensor(*item) for item in arrays.items()]}
            cases.append({"request": request, "outputs": [tensor(*item) for item in shaped.items()]})
        self.write(name, cases)

    def run(self, name, arrays):
        """ONNX Runtime's outputs of the written model, by name."""
        session = onnxruntime.InferenceSession(str(self.models / name / "1" / "model.onnx"))
        names = [output.name for output in session.get_outputs()]
        return dict(zip(names, session.run(names, arrays)))

    def write(self, name, value):
        """Writes expected/NAME.json, one line for each element of the list, or for each member."""
        self.expected.mkdir(parents=True, exist_ok=True)
        if isinstance(value, list):
            lines, ends = [json.dumps(element) for element in value], "[]"
        else:
            lines, ends = [f"{json.dumps(key)}: {json.dumps(element)}" for key, element in value.items()], "{}"
        body = ",\n ".join(lines)
        (self.expected / f"{name}.json").write_text(f"{ends[0]}\n {body}\n{ends[1]}\n")


def tensor(name, array):
    """The array as the protocol's JSON has it."""
    datatype = DATATYPES["object" if array.dtype.kind in "OU" else array.dtype.name]
    # The shortest decimal that reads back as the same float, not the nearest double's digits.
    values = [float(str(v)) for v in array.ravel()] if array.dtype == numpy.float32 else array.ravel().tolist()
    return {"name": name, "datatype": datatype, "shape": list(array.shape), "data": values}


def configuration(name, inputs, outputs, max_batch_size, label_filename=None):
    """The text of a config.pbtxt. Tensors are (name, data type, dims) or (name, data type, dims, reshape)."""

    def io(kind, tensors):
        blocks = []
        for tensor_name, data_type, dims, *reshape in tensors:
            lines = [f'name: "{tensor_name}"', f"data_type: {data_type}", f"dims: {dims}"]
            lines += [f"reshape: {{ shape: {shape} }}" for shape in reshape]
            lines += [f'label_filename: "{label_filename}"'] if kind == "output" and label_filename else []
            blocks.append("  {\n" + "".join(f"    {line}\n" for line in lines) + "  }")
        return f"{kind} [\n" + ",\n".join(blocks) + "\n]\n"

    head = f'name: "{name}"\nbackend: "onnxruntime"\nmax_batch_size: {max_batch_size}\n'
    return head + io("input", inputs) + io("output", outputs)
