"""The steps that Triton's own client examples take with its `simple` models, written anew, over both protocols."""

import contextlib

import numpy
import tritonclient.grpc
import tritonclient.http

from checks.suite import check
from checks.target import refused, tensors

DOORS = {"gRPC": tritonclient.grpc, "HTTP": tritonclient.http}


@contextlib.contextmanager
def opened(target, door):
    with target.grpc() if door == "gRPC" else target.http() as client:
        yield client, DOORS[door]


@check(each=DOORS, needs=["simple"])
def infer(target, door):
    """Triton's example: sums and differences, then statistics and an unknown model"""
    first = numpy.arange(16, dtype=numpy.int32).reshape(1, 16)
    second = numpy.full((1, 16), -1, dtype=numpy.int32)
    with opened(target, door) as (client, library):
        outputs = [library.InferRequestedOutput(name) for name in ("OUTPUT0", "OUTPUT1")]
        made = tensors(library, {"INPUT0": first, "INPUT1": second})
        result = client.infer("simple", made, outputs=outputs, headers={"test": "1"})
        assert (result.as_numpy("OUTPUT0") == first + second).all()
        assert (result.as_numpy("OUTPUT1") == first - second).all()
        statistics = client.get_inference_statistics("simple")
        found = statistics["model_stats"] if door == "HTTP" else statistics.model_stats
        assert len(found) == 1, statistics
        refused(lambda: client.get_model_metadata("wrong_model_name"), "Request for unknown model")


@check(each=DOORS, needs=["simple_string"])
def strings(target, door):
    """Triton's example: sums and differences of texts"""
    first = numpy.arange(16).reshape(1, 16)
    ones = numpy.ones((1, 16), dtype=int)
    with opened(target, door) as (client, library):
        texts = {"INPUT0": as_texts(first), "INPUT1": as_texts(ones)}
        result = client.infer("simple_string", tensors(library, texts))
        assert (result.as_numpy("OUTPUT0").astype(int) == first + 1).all()
        assert (result.as_numpy("OUTPUT1").astype(int) == first - 1).all()


@check(each=DOORS, needs=["simple_identity"])
def null_characters(target, door):
    """Triton's example: texts with null characters through simple_identity"""
    texts = as_texts(numpy.array([f"he\x00llo{i}" for i in range(16)]).reshape(1, 16))
    with opened(target, door) as (client, library):
        found = client.infer("simple_identity", tensors(library, {"INPUT0": texts})).as_numpy("OUTPUT0")
        assert (found == texts).all(), f"expected {texts}, found {found}"


@check(each=DOORS)
def health_and_metadata(target, door):
    """Triton's example: health and metadata"""
    with opened(target, door) as (client, _):
        assert client.is_server_live() and client.is_server_ready()
        metadata = client.get_server_metadata()
        assert metadata["name"] if door == "HTTP" else metadata.name


@check(each=DOORS, needs=["simple"])
def reused_tensors(target, door):
    """Triton's example: tensors that are filled again for each request"""
    ones = numpy.ones((1, 16), dtype=numpy.int32)
    with opened(target, door) as (client, library):
        made = tensors(library, {"INPUT0": ones, "INPUT1": ones})
        for number in range(10):
            made[0].set_data_from_numpy(ones * number)
            found = client.infer("simple", made).as_numpy("OUTPUT0")
            assert (found == number + 1).all(), f"expected {number + 1}, found {found}"


def as_texts(array):
    return numpy.array([str(value).encode() for value in array.ravel()], dtype=object).reshape(array.shape)
