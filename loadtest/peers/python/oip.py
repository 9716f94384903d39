"""The Open Inference Protocol over HTTP, for peers that bring none of their own: JSON and binary, as little as is fast."""

import numpy
import orjson
from session import DTYPES

LENGTH = "inference-header-content-length"
JSON = {"content-type": "application/json"}


def read(model, headers, body):
    """The input of a request, and whether the answer is wanted in binary."""
    length = headers.get(LENGTH)
    head = orjson.loads(body if length is None else memoryview(body)[: int(length)])
    (tensor,) = head["inputs"]
    dtype = DTYPES[model.input["datatype"]]
    if length is None:
        values = numpy.array(tensor["data"], dtype)
    else:
        values = numpy.frombuffer(body, dtype, offset=int(length))
    return values.reshape(tensor["shape"]), head.get("parameters", {}).get("binary_data_output", False)


def write(model, values, binary):
    """The headers and the body of an answer."""
    output = {
        "name": model.output["name"],
        "datatype": model.output["datatype"],
        "shape": values.shape,
    }
    answer = {"model_name": model.name, "model_version": "1", "outputs": [output]}
    if not binary:
        output["data"] = values.ravel()
        return JSON, orjson.dumps(answer, option=orjson.OPT_SERIALIZE_NUMPY)
    data = values.tobytes()
    output["parameters"] = {"binary_data_size": len(data)}
    head = orjson.dumps(answer)
    headers = {"content-type": "application/octet-stream", LENGTH: str(len(head))}
    return headers, head + data
