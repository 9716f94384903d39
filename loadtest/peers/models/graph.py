"""Builds ONNX graphs node by node, with seeded random weights."""

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

BATCH = "batch"


class Graph:
    def __init__(self, seed):
        self.random = numpy.random.default_rng(seed)
        self.nodes = []
        self.weights = []

    def node(self, kind, *inputs, **attributes):
        """Adds a node and returns the name of its output."""
        output = f"{kind.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def constant(self, values):
        name = f"constant{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(numpy.asarray(values), name))
        return name

    def weight(self, *shape, inputs):
        """Weights of such a size that a layer of so many inputs keeps the scale of its values."""
        return self.constant(self.random.normal(0, (2 / inputs) ** 0.5, shape).astype(numpy.float32))

    def zeros(self, *shape):
        return self.constant(numpy.zeros(shape, numpy.float32))

    def ones(self, *shape):
        return self.constant(numpy.ones(shape, numpy.float32))

    def dense(self, value, inputs, outputs):
        product = self.node("MatMul", value, self.weight(inputs, outputs, inputs=inputs))
        return self.node("Add", product, self.zeros(outputs))

    def model(self, name, input_type, input_dims, last, output_dims):
        """The whole, from the value `input` to `last`, which becomes the output `output`."""
        self.nodes.append(helper.make_node("Identity", [last], ["output"]))
        graph = helper.make_graph(
            self.nodes,
            name,
            [helper.make_tensor_value_info("input", input_type, [BATCH, *input_dims])],
            [helper.make_tensor_value_info("output", TensorProto.FLOAT, [BATCH, *output_dims])],
            self.weights,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        onnx.checker.check_model(model)
        return model
