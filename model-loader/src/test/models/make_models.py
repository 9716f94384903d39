"""Writes the small ONNX files that the tests of io.gyre.loader.onnxruntime run.

    python -m venv /tmp/venv && /tmp/venv/bin/pip install onnx skl2onnx scikit-learn
    /tmp/venv/bin/python model-loader/src/test/models/make_models.py

Every file is written to model-loader/src/test/resources/models; the same versions write the same bytes.
"""

from pathlib import Path

import numpy as np
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

TARGET = Path(__file__).parent.parent / "resources" / "models"
OPSET = 21
IR_VERSION = 10

TYPES = {
    "bool": TensorProto.BOOL,
    "uint8": TensorProto.UINT8,
    "uint16": TensorProto.UINT16,
    "uint32": TensorProto.UINT32,
    "uint64": TensorProto.UINT64,
    "int8": TensorProto.INT8,
    "int16": TensorProto.INT16,
    "int32": TensorProto.INT32,
    "int64": TensorProto.INT64,
    "fp16": TensorProto.FLOAT16,
    "bf16": TensorProto.BFLOAT16,
    "fp32": TensorProto.FLOAT,
    "fp64": TensorProto.DOUBLE,
    "bytes": TensorProto.STRING,
}


def tensor(name, shape, element=TensorProto.FLOAT):
    return helper.make_tensor_value_info(name, element, shape)


def node(operator, inputs, outputs, **attributes):
    return helper.make_node(operator, inputs, outputs, **attributes)


def write(name, nodes, inputs, outputs, initializers=(), opsets=None, ir_version=IR_VERSION):
    graph = helper.make_graph(nodes, name, inputs, outputs, list(initializers))
    model = helper.make_model(graph, opset_imports=opsets or [helper.make_opsetid("", OPSET)])
    model.ir_version = ir_version
    model.producer_name = "make_models.py"
    model.producer_version = ""
    save(name, model.SerializeToString(deterministic=True))
    return model


def save(name, content):
    (TARGET / f"{name}.onnx").write_bytes(content)


def identities():
    for name, element in TYPES.items():
        write(
            f"identity_{name}",
            [node("Identity", ["x"], ["y"])],
            [tensor("x", ["batch", 2], element)],
            [tensor("y", ["batch", 2], element)],
        )


def arithmetic():
    write(
        "add_sub",
        [node("Add", ["a", "b"], ["sum"]), node("Sub", ["a", "b"], ["difference"])],
        [tensor("a", ["n", 16], TensorProto.INT32), tensor("b", ["n", 16], TensorProto.INT32)],
        [
            tensor("sum", ["n", 16], TensorProto.INT32),
            tensor("difference", ["n", 16], TensorProto.INT32),
        ],
    )
    write(
        "scalar",
        [node("Mul", ["x", "two"], ["y"])],
        [tensor("x", [])],
        [tensor("y", [])],
        [numpy_helper.from_array(np.array(2, np.float32), "two")],
    )
    write(
        "outer_product",
        [node("MatMul", ["a", "b"], ["y"])],
        [tensor("a", ["rows", "k"]), tensor("b", ["k", "columns"])],
        [tensor("y", ["rows", "columns"])],
    )


def look_up():
    write(
        "look_up",
        [node("Gather", ["table", "index"], ["y"], name="table_look_up")],
        [tensor("index", ["n"], TensorProto.INT32)],
        [tensor("y", ["n"])],
        [numpy_helper.from_array(np.array([10, 20, 30], np.float32), "table")],
    )


def unknown_before_the_run():
    write(
        "non_zero",
        [node("NonZero", ["x"], ["where"])],
        [tensor("x", ["n"])],
        [tensor("where", [1, "found"], TensorProto.INT64)],
    )
    write(
        "no_declared_shape",
        [node("Identity", ["x"], ["y"])],
        [tensor("x", ["n", 2])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
    )
    write(
        "no_shape_at_all",
        [node("Identity", ["x"], ["y"])],
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, None)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
    )


def strings():
    write(
        "concat_strings",
        [node("StringConcat", ["a", "b"], ["ab"])],
        [tensor("a", ["n"], TensorProto.STRING), tensor("b", ["n"], TensorProto.STRING)],
        [tensor("ab", ["n"], TensorProto.STRING)],
    )
    write(
        "strings_and_floats",
        [node("Identity", ["s"], ["t"]), node("Neg", ["x"], ["y"])],
        [tensor("s", ["n"], TensorProto.STRING), tensor("x", ["n"])],
        [tensor("t", ["n"], TensorProto.STRING), tensor("y", ["n"])],
    )
    write(
        "lower_case_english",
        [node("StringNormalizer", ["s"], ["t"], case_change_action="LOWER", locale="en_US.UTF-8")],
        [tensor("s", ["n"], TensorProto.STRING)],
        [tensor("t", ["n"], TensorProto.STRING)],
    )


def lying_shapes():
    """Outputs whose declared shape the runtime can't refute before it runs."""
    shape = numpy_helper.from_array(np.array([-1], np.int64), "flat")
    write(
        "label_declared_one",
        [
            node("ArgMax", ["x"], ["wide"], axis=1, keepdims=1),
            node("Reshape", ["wide", "flat"], ["label"]),
        ],
        [tensor("x", ["n", 3])],
        [tensor("label", [1], TensorProto.INT64)],
        [shape],
    )
    branch_output = helper.make_tensor_value_info("branch_y", TensorProto.FLOAT, None)
    flatten = helper.make_graph(
        [node("Reshape", ["x", "flat"], ["branch_y"])], "flatten", [], [branch_output]
    )
    negate = helper.make_graph([node("Neg", ["x"], ["branch_y"])], "negate", [], [branch_output])
    for name, declared in {"if_declared_rows": ["n", 1], "if_declared_one": [1]}.items():
        write(
            name,
            [node("If", ["condition"], ["y"], then_branch=flatten, else_branch=negate)],
            [tensor("condition", [], TensorProto.BOOL), tensor("x", ["n", 3])],
            [tensor("y", declared)],
            [shape],
        )


def multi_layer_perceptron():
    random = np.random.default_rng(7)
    widths = [16, 64, 64, 3]
    nodes, initializers, last = [], [], "x"
    for layer, (fan_in, fan_out) in enumerate(zip(widths, widths[1:])):
        weights = random.normal(0, fan_in**-0.5, (fan_in, fan_out)).astype(np.float32)
        bias = random.normal(0, 0.1, fan_out).astype(np.float32)
        initializers.append(numpy_helper.from_array(weights, f"w{layer}"))
        initializers.append(numpy_helper.from_array(bias, f"b{layer}"))
        nodes.append(node("Gemm", [last, f"w{layer}", f"b{layer}"], [f"h{layer}"]))
        last = f"h{layer}"
        if layer < len(widths) - 2:
            nodes.append(node("Relu", [last], [f"r{layer}"]))
            last = f"r{layer}"
    nodes.append(node("Softmax", [last], ["probabilities"], axis=1))
    model = write(
        "mlp", nodes, [tensor("x", ["n", 16])], [tensor("probabilities", ["n", 3])], initializers
    )
    # What the standard's own reference implementation, which shares no code with the runtime, makes of eight rows.
    rows = random.normal(0, 1, (8, 16)).astype("<f4")
    (expected,) = ReferenceEvaluator(model).run(None, {"x": rows})
    (TARGET / "mlp_input.f32").write_bytes(rows.tobytes())
    (TARGET / "mlp_output.f32").write_bytes(expected.astype("<f4").tobytes())


def refused():
    write(
        "complex_input",
        [node("Identity", ["x"], ["y"])],
        [tensor("x", [1], TensorProto.COMPLEX64)],
        [tensor("y", [1], TensorProto.COMPLEX64)],
    )
    write(
        "float8_output",
        [node("Cast", ["x"], ["y"], to=TensorProto.FLOAT8E4M3FN)],
        [tensor("x", [1])],
        [tensor("y", [1], TensorProto.FLOAT8E4M3FN)],
    )
    write(
        "sequence_output",
        [node("SplitToSequence", ["x"], ["y"], axis=0)],
        [tensor("x", ["n", 2])],
        [helper.make_tensor_sequence_value_info("y", TensorProto.FLOAT, None)],
    )
    write(
        "custom_operator",
        [node("Frobnicate", ["x"], ["y"], domain="com.example")],
        [tensor("x", [1])],
        [tensor("y", [1])],
        opsets=[helper.make_opsetid("", OPSET), helper.make_opsetid("com.example", 1)],
    )
    write(
        "unknown_operator",
        [node("Frobnicate", ["x"], ["y"])],
        [tensor("x", [1])],
        [tensor("y", [1])],
    )
    identity = [node("Identity", ["x"], ["y"])], [tensor("x", [1])], [tensor("y", [1])]
    write("future_opset", *identity, opsets=[helper.make_opsetid("", 999)])
    write("future_ir", *identity, ir_version=99)
    write(
        "wrong_types",
        [node("Add", ["a", "b"], ["y"])],
        [tensor("a", [1]), tensor("b", [1], TensorProto.INT64)],
        [tensor("y", [1])],
    )


def external_data():
    """A file whose weights are in another file, which isn't there."""
    weights = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[2])
    weights.data_location = TensorProto.EXTERNAL
    entry = weights.external_data.add()
    entry.key, entry.value = "location", "missing_weights.bin"
    write(
        "external_data_missing",
        [node("Add", ["x", "w"], ["y"])],
        [tensor("x", ["n", 2])],
        [tensor("y", ["n", 2])],
        [weights],
    )


def damaged(mlp):
    save("truncated", mlp[: len(mlp) // 2])
    save("random_bytes", np.random.default_rng(3).bytes(512))
    save("empty", b"")
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 1\n"
    save("large_file_pointer", pointer.encode())


def scikit_learn():
    from skl2onnx import to_onnx
    from sklearn.datasets import load_iris
    from sklearn.linear_model import LogisticRegression

    rows, labels = load_iris(return_X_y=True)
    model = LogisticRegression(max_iter=500).fit(rows, labels)
    sample = rows[:1].astype(np.float32)
    for name, options in {"zipmap": {}, "no_zipmap": {id(model): {"zipmap": False}}}.items():
        converted = to_onnx(model, sample, options=options, target_opset=OPSET)
        converted.graph.name = name
        save(name, converted.SerializeToString(deterministic=True))


def main():
    TARGET.mkdir(parents=True, exist_ok=True)
    identities()
    arithmetic()
    look_up()
    unknown_before_the_run()
    strings()
    lying_shapes()
    multi_layer_perceptron()
    refused()
    external_data()
    damaged((TARGET / "mlp.onnx").read_bytes())
    scikit_learn()


if __name__ == "__main__":
    main()
