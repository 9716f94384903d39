"""Typed contents of gRPC requests, which the client library can't send: through the generated stubs."""

import grpc
import numpy
from tritonclient.grpc import InferResult, service_pb2, service_pb2_grpc

from checks import samples
from checks.samples import DATATYPES, array, identity
from checks.suite import check
from checks.target import SECONDS

FIELDS = {"BOOL": "bool_contents", "INT64": "int64_contents", "UINT64": "uint64_contents", "BYTES": "bytes_contents"}
FIELDS |= {f"INT{bits}": "int_contents" for bits in (8, 16, 32)} | {f"UINT{bits}": "uint_contents" for bits in (8, 16, 32)}
FIELDS |= {"FP32": "fp32_contents", "FP64": "fp64_contents"}
MODELS = {identity(datatype): datatype for datatype in DATATYPES if datatype in FIELDS}


def request(model, inputs, datatypes):
    """A request with every input in the contents field of its datatype."""
    made = service_pb2.ModelInferRequest(model_name=model)
    for name, values in inputs.items():
        tensor = made.inputs.add(name=name, datatype=datatypes[name], shape=values.shape)
        getattr(tensor.contents, FIELDS[datatypes[name]]).extend(values.ravel().tolist())
    return made


def send(target, message):
    with grpc.insecure_channel(target.grpc_address) as channel:
        return service_pb2_grpc.GRPCInferenceServiceStub(channel).ModelInfer(message, timeout=SECONDS)


@check(each=MODELS, needs_each=True)
def contents(target, model):
    """gRPC: typed contents"""
    inputs = {"INPUT0": array(MODELS[model])}
    message = request(model, inputs, {"INPUT0": MODELS[model]})
    target.compare(model, inputs, InferResult(send(target, message)))


@check(each=samples.EXAMPLES, needs_each=True)
def examples(target, model):
    """gRPC: typed contents"""
    for inputs in samples.example(model):
        message = request(model, inputs, target.reference(model).inputs)
        target.compare(model, inputs, InferResult(send(target, message)))


@check(needs=["simple"])
def raw_and_typed(target):
    """gRPC: raw and typed contents in one request are refused, and the next request is answered"""
    inputs = samples.example("simple")[0]
    message = request("simple", inputs, {name: "INT32" for name in inputs})
    message.raw_input_contents.append(numpy.zeros(16, numpy.int32).tobytes())
    try:
        send(target, message)
    except grpc.RpcError as e:
        assert e.code() == grpc.StatusCode.INVALID_ARGUMENT, e
    else:
        raise AssertionError("expected a refusal, found an answer")
    message.ClearField("raw_input_contents")
    target.compare("simple", inputs, InferResult(send(target, message)))
