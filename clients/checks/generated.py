"""A repository made for the checks: the example models, and an identity for each datatype of the protocol."""

import shutil

from onnx import TensorProto, helper, save

from checks.samples import DATATYPES, identity

ONNX_NAMES = {"FP16": "FLOAT16", "BF16": "BFLOAT16", "FP32": "FLOAT", "FP64": "DOUBLE", "BYTES": "STRING"}
CONFIG = """name: "{name}"
backend: "onnxruntime"
max_batch_size: 8
input [ {{ name: "INPUT0", data_type: {type}, dims: [ -1 ] }} ]
output [ {{ name: "OUTPUT0", data_type: {type}, dims: [ -1 ] }} ]
"""


def repository(target, examples):
    """Fills the folder."""
    shutil.copytree(examples, target, dirs_exist_ok=True)
    for datatype in DATATYPES:
        name = identity(datatype)
        kind = TensorProto.DataType.Value(ONNX_NAMES.get(datatype, datatype))
        values = [helper.make_tensor_value_info(tensor, kind, ["batch", "n"]) for tensor in ("INPUT0", "OUTPUT0")]
        node = helper.make_node("Identity", ["INPUT0"], ["OUTPUT0"])
        graph = helper.make_graph([node], name, values[:1], values[1:])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        (target / name / "1").mkdir(parents=True)
        save(model, target / name / "1" / "model.onnx")
        config = CONFIG.format(name=name, type="TYPE_STRING" if datatype == "BYTES" else f"TYPE_{datatype}")
        (target / name / "config.pbtxt").write_text(config)
