"""Models of sequences: one that is told where a sequence begins, and one whose state the server keeps."""

from onnx import TensorProto, helper

from arithmetic import model
from repository import configuration

ROW = ["batch", 1]


def simple_sequence(repository):
    """The model that Triton's sequence examples talk to: adds one to the first value of each sequence."""
    nodes = [
        helper.make_node("Mul", ["START", "READY"], ["first"]),
        helper.make_node("Add", ["INPUT", "first"], ["OUTPUT"]),
    ]
    controls = [
        control(name, f"kind: CONTROL_SEQUENCE_{name}, int32_false_true: [ 0, 1 ]") for name in ("START", "READY")
    ]
    config = integers("simple_sequence", max_batch_size=8)
    config += sequence_batching("max_sequence_idle_microseconds: 5000000", repeated("control_input", controls))
    repository.add("simple_sequence", model("simple_sequence", nodes, *tensors(["INPUT", "START", "READY"], ["OUTPUT"])), config)


def running_sum(repository):
    """The sum of a sequence's values so far, which the server keeps between its requests."""
    nodes = [
        helper.make_node("Add", ["INPUT", "SUM_IN"], ["SUM_OUT"]),
        helper.make_node("Identity", ["SUM_OUT"], ["OUTPUT"]),
    ]
    state = """  {
      input_name: "SUM_IN"
      output_name: "SUM_OUT"
      data_type: TYPE_INT32
      dims: [ 1 ]
      initial_state { name: "nothing", data_type: TYPE_INT32, dims: [ 1 ], zero_data: true }
    }"""
    config = integers("running_sum", max_batch_size=32)
    config += sequence_batching(
        "max_sequence_idle_microseconds: 60000000", "oldest { max_candidate_sequences: 256 }", repeated("state", [state])
    )
    repository.add(
        "running_sum", model("running_sum", nodes, *tensors(["INPUT", "SUM_IN"], ["OUTPUT", "SUM_OUT"])), config
    )


def tensors(inputs, outputs):
    return [[helper.make_tensor_value_info(name, TensorProto.INT32, ROW) for name in names] for names in (inputs, outputs)]


def integers(name, max_batch_size):
    """The configuration of a model that takes and gives one INT32."""
    return configuration(
        name,
        inputs=[("INPUT", "TYPE_INT32", [1])],
        outputs=[("OUTPUT", "TYPE_INT32", [1])],
        max_batch_size=max_batch_size,
    )


def control(name, what):
    return f'  {{ name: "{name}", control [ {{ {what} }} ] }}'


def repeated(field, blocks):
    return f"{field} [\n  " + ",\n  ".join(blocks) + "\n  ]"


def sequence_batching(*fields):
    return "sequence_batching {\n" + "".join(f"  {field}\n" for field in fields) + "}\n"
