"""The oracle's model `sequence` as an ONNX file: the sum of a sequence's inputs so far.

The oracle's own is a Python model that sums in its memory. Here the server keeps the sum.
"""

from onnx import TensorProto, helper, save

STATE = """direct {}
  state { input_name: "SUM_IN", output_name: "SUM_OUT", data_type: TYPE_INT32, dims: [ 1 ] }"""


def write(source, target):
    """Writes the model into the folder `target`, with the configuration of the folder `source` and the state."""
    (target / "1").mkdir(parents=True)
    text = (source / "config.pbtxt").read_text()
    text = text.replace('backend: "python"', 'backend: "onnxruntime"').replace("direct {}", STATE)
    (target / "config.pbtxt").write_text(text)
    save(model(), target / "1" / "model.onnx")


def model():
    nodes = [
        helper.make_node("Add", ["INPUT0", "SUM_IN"], ["SUM_OUT"]),
        helper.make_node("Mul", ["SUM_OUT", "READY"], ["ready"]),
        helper.make_node("Mul", ["START", "ready"], ["first"]),  # the controls are read, and change nothing
        helper.make_node("Sub", ["first", "first"], ["nothing"]),
        helper.make_node("Add", ["SUM_OUT", "nothing"], ["OUTPUT0"]),
    ]
    inputs = [tensor(name) for name in ("INPUT0", "START", "READY", "SUM_IN")]
    outputs = [tensor(name) for name in ("OUTPUT0", "SUM_OUT")]
    graph = helper.make_graph(nodes, "sequence", inputs, outputs)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    made.ir_version = 8
    return made


def tensor(name):
    return helper.make_tensor_value_info(name, TensorProto.INT32, ["batch", 1])
