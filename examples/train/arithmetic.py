"""The models that Triton's client examples talk to: sums and differences of two tensors, and an identity."""

import numpy
from onnx import TensorProto, helper

from repository import configuration

INPUTS, OUTPUTS = ["INPUT0", "INPUT1"], ["OUTPUT0", "OUTPUT1"]


def simple(repository):
    """INT32 sums and differences of sixteen numbers."""
    nodes = [helper.make_node("Add", INPUTS, ["OUTPUT0"]), helper.make_node("Sub", INPUTS, ["OUTPUT1"])]
    add(repository, "simple", nodes, TensorProto.INT32, "TYPE_INT32")
    repository.expect("simple", sixteen(numpy.int32))


def simple_int8(repository):
    """INT8 sums and differences. The runtime adds no INT8, so the sums are made in INT32."""
    nodes = through(TensorProto.INT32, TensorProto.INT8)
    add(repository, "simple_int8", nodes, TensorProto.INT8, "TYPE_INT8")
    repository.expect("simple_int8", sixteen(numpy.int8))


def simple_string(repository):
    """Sums and differences of decimal texts, as texts."""
    nodes = through(TensorProto.INT32, TensorProto.STRING)
    add(repository, "simple_string", nodes, TensorProto.STRING, "TYPE_STRING")
    texts = [{name: array.astype(str).astype(object) for name, array in arrays.items()} for arrays in sixteen(numpy.int32)]
    repository.expect("simple_string", texts)


def simple_identity(repository):
    """Any number of texts, answered as they came."""
    nodes = [helper.make_node("Identity", ["INPUT0"], ["OUTPUT0"])]
    tensors = [helper.make_tensor_value_info(name, TensorProto.STRING, ["batch", "n"]) for name in ("INPUT0", "OUTPUT0")]
    config = configuration(
        "simple_identity",
        inputs=[("INPUT0", "TYPE_STRING", [-1])],
        outputs=[("OUTPUT0", "TYPE_STRING", [-1])],
        max_batch_size=8,
    )
    repository.add("simple_identity", model("simple_identity", nodes, tensors[:1], tensors[1:]), config)
    texts = numpy.array([["one", "", "dräi", "四", "5 and\nmore"]], dtype=object)
    repository.expect("simple_identity", [{"INPUT0": texts[:, :1]}, {"INPUT0": numpy.repeat(texts, 2, axis=0)}])


def through(inner, outer):
    """Casts to the inner type, adds and subtracts there, and casts back."""
    nodes = [helper.make_node("Cast", [name], [f"{name}_number"], to=inner) for name in INPUTS]
    numbers = [f"{name}_number" for name in INPUTS]
    nodes += [helper.make_node("Add", numbers, ["sum"]), helper.make_node("Sub", numbers, ["difference"])]
    return nodes + [
        helper.make_node("Cast", [name], [output], to=outer) for name, output in zip(("sum", "difference"), OUTPUTS)
    ]


def add(repository, name, nodes, onnx_type, data_type):
    """Writes a model of two inputs and two outputs, each [batch, 16]."""
    inputs, outputs = (
        [helper.make_tensor_value_info(tensor, onnx_type, ["batch", 16]) for tensor in names] for names in (INPUTS, OUTPUTS)
    )
    config = configuration(
        name,
        inputs=[(tensor, data_type, [16]) for tensor in INPUTS],
        outputs=[(tensor, data_type, [16]) for tensor in OUTPUTS],
        max_batch_size=8,
    )
    repository.add(name, model(name, nodes, inputs, outputs), config)


def model(name, nodes, inputs, outputs):
    graph = helper.make_graph(nodes, name, inputs, outputs)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def sixteen(dtype):
    """Two requests: one row as in Triton's examples, and three rows with negative numbers."""
    row = numpy.arange(16, dtype=dtype).reshape(1, 16)
    rows = numpy.arange(-24, 24, dtype=dtype).reshape(3, 16)
    return [{"INPUT0": row, "INPUT1": numpy.ones_like(row)}, {"INPUT0": rows, "INPUT1": rows[::-1].copy()}]
