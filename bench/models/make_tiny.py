"""Writes the 16-64-64-3 network that the experiments measure: `python make_tiny.py` (needs numpy and onnx)."""

import pathlib

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

TARGET = pathlib.Path(__file__).resolve().parents[1] / "src/main/resources/models/tiny/1/model.onnx"
SIZES = [16, 64, 64, 3]


def main():
    random = numpy.random.default_rng(7)
    nodes, weights, last = [], [], "input"
    for i, (rows, columns) in enumerate(zip(SIZES, SIZES[1:])):
        weight = random.normal(0, rows**-0.5, (rows, columns)).astype(numpy.float32)
        weights += [numpy_helper.from_array(weight, f"w{i}"), numpy_helper.from_array(weight[0], f"b{i}")]
        end = "output" if i == len(SIZES) - 2 else f"sum{i}"
        nodes.append(helper.make_node("Gemm", [last, f"w{i}", f"b{i}"], [end]))
        if end != "output":
            nodes.append(helper.make_node("Relu", [end], [f"relu{i}"]))
        last = f"relu{i}"
    values = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", size])
        for name, size in (("input", SIZES[0]), ("output", SIZES[-1]))
    ]
    graph = helper.make_graph(nodes, "tiny", values[:1], values[1:], weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, TARGET)


if __name__ == "__main__":
    main()
