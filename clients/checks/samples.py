"""Input arrays: for each datatype of the protocol, and for each example model."""

import json
import pathlib

import ml_dtypes
import numpy
from tritonclient.utils import triton_to_np_dtype

EXPECTED = pathlib.Path(__file__).resolve().parents[2] / "examples" / "expected"
INTEGERS = [f"{sign}{bits}" for sign in ("INT", "UINT") for bits in (8, 16, 32, 64)]
FLOATS = ["FP16", "BF16", "FP32", "FP64"]
DATATYPES = ["BOOL", *INTEGERS, *FLOATS, "BYTES"]
EXAMPLES = ["digits", "iris", "diabetes", "tickets", "simple", "simple_int8", "simple_string", "simple_identity"]


def identity(datatype):
    """The name of the model that answers tensors of this datatype, [batch, n], as they came."""
    return f"identity_{datatype.lower()}"


def array(datatype, rows=3, columns=17, finite=False):
    """Values over the whole range of the datatype, its ends and odd ones among them. The same for each call."""
    random = numpy.random.default_rng(11)
    size = rows * columns
    dtype = triton_to_np_dtype(datatype)
    if datatype == "BOOL":
        values = random.integers(0, 2, size).astype(bool)
    elif datatype == "BYTES":
        texts = ["", "a", "two words", "é", "数", "\x00\x01", '"quoted\\"', "😀" * 9, "line\nbreak", "x" * 1000]
        values = numpy.array([texts[i % len(texts)].encode() for i in range(size)], dtype=object)
    elif datatype in INTEGERS:
        ends = numpy.iinfo(dtype)
        values = random.integers(ends.min, ends.max, size, dtype=dtype, endpoint=True)
        values[:4] = [ends.min, ends.max, 0, 1]
    else:
        ends = ml_dtypes.finfo(dtype)
        values = (random.standard_normal(size) * 100).astype(dtype)
        values[:5] = [ends.min, ends.max, ends.tiny, ends.eps, -0.0]
        if not finite:
            values[5:8] = [numpy.nan, numpy.inf, -numpy.inf]
    return values.reshape(rows, columns)


def example(model):
    """The inputs of each expected request of an example model."""
    return [
        {tensor["name"]: decoded(tensor) for tensor in case["request"]["inputs"]}
        for case in json.loads((EXPECTED / f"{model}.json").read_text())
    ]


def decoded(tensor):
    """The array that the protocol's JSON tensor stands for."""
    if tensor["datatype"] == "BYTES":
        return numpy.array([text.encode() for text in tensor["data"]], dtype=object).reshape(tensor["shape"])
    return numpy.array(tensor["data"], dtype=triton_to_np_dtype(tensor["datatype"])).reshape(tensor["shape"])
