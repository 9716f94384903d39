"""The oracle's model `slow` as an ONNX file: a run takes about as many milliseconds as its one input says.

The oracle's own is a Python model that sleeps. Here a loop multiplies matrices, as often as the input says.
"""

from onnx import TensorProto, helper, numpy_helper, save
import numpy

SIZE = 192  # one multiplication takes about a millisecond on a core that others use too


def write(source, target):
    """Writes the model into the folder `target`, with the configuration of the folder `source`."""
    (target / "1").mkdir(parents=True)
    text = (source / "config.pbtxt").read_text()
    (target / "config.pbtxt").write_text(text.replace('backend: "python"', 'backend: "onnxruntime"'))
    save(model(), target / "1" / "model.onnx")


def model():
    square = [SIZE, SIZE]
    constants = {
        "ones": numpy.ones(square, numpy.float32),
        "identity": numpy.eye(SIZE, dtype=numpy.float32),
        "zero": numpy.zeros((), numpy.float32),
        "yes": numpy.array(True),
        "scalar": numpy.zeros(0, numpy.int64),
    }
    nodes = [
        helper.make_node("Cast", ["INPUT0"], ["times1"], to=TensorProto.INT64),
        helper.make_node("Reshape", ["times1", "scalar"], ["times"]),
        helper.make_node("Loop", ["times", "yes", "ones"], ["product"], body=body(square)),
        helper.make_node("ReduceSum", ["product"], ["sum"], keepdims=0),
        helper.make_node("Mul", ["sum", "zero"], ["nothing1"]),
        helper.make_node("Cast", ["nothing1"], ["nothing"], to=TensorProto.INT32),
        helper.make_node("Add", ["INPUT0", "nothing"], ["OUTPUT0"]),
    ]
    graph = helper.make_graph(
        nodes,
        "slow",
        [helper.make_tensor_value_info("INPUT0", TensorProto.INT32, ["b", 1])],
        [helper.make_tensor_value_info("OUTPUT0", TensorProto.INT32, ["b", 1])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    made.ir_version = 8
    return made


def body(square):
    nodes = [
        helper.make_node("MatMul", ["before", "identity"], ["after"]),
        helper.make_node("Identity", ["go"], ["on"]),
    ]
    inputs = [
        helper.make_tensor_value_info("i", TensorProto.INT64, []),
        helper.make_tensor_value_info("go", TensorProto.BOOL, []),
        helper.make_tensor_value_info("before", TensorProto.FLOAT, square),
    ]
    outputs = [
        helper.make_tensor_value_info("on", TensorProto.BOOL, []),
        helper.make_tensor_value_info("after", TensorProto.FLOAT, square),
    ]
    return helper.make_graph(nodes, "step", inputs, outputs)
