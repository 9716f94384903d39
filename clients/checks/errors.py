"""Mistakes of a client: each is refused with a reason, and the same connection then gets a right answer."""

import contextlib

import numpy
import tritonclient.grpc
import tritonclient.http

from checks import samples
from checks.suite import check
from checks.target import refused, tensors

DOORS = {"gRPC": tritonclient.grpc, "HTTP": tritonclient.http}


@contextlib.contextmanager
def surviving(target, door):
    """A client of this door, and after its refusals one right answer on the same connection."""
    library = DOORS[door]
    inputs = samples.example("simple")[0]
    with target.grpc() if door == "gRPC" else target.http() as client:
        yield client, library, inputs
        target.compare("simple", inputs, client.infer("simple", tensors(library, inputs)))


@check(each=DOORS, needs=["simple"])
def unknown_model(target, door):
    """An unknown model is refused"""
    with surviving(target, door) as (client, library, inputs):
        e = refused(lambda: client.infer("no_such_model", tensors(library, inputs)), "unknown model", "no_such_model")
        assert e.status() in ("StatusCode.NOT_FOUND", "404"), e


@check(each=DOORS, needs=["simple"])
def unknown_version(target, door):
    """An unknown version is refused"""
    with surviving(target, door) as (client, library, inputs):
        e = refused(lambda: client.infer("simple", tensors(library, inputs), model_version="77"), "77")
        assert e.status() in ("StatusCode.NOT_FOUND", "404"), e


@check(each=DOORS, needs=["simple"])
def wrong_datatype(target, door):
    """A wrong datatype is refused"""
    with surviving(target, door) as (client, library, inputs):
        wrong = {name: array.astype(numpy.float32) for name, array in inputs.items()}
        invalid(lambda: client.infer("simple", tensors(library, wrong)), "FP32", "INT32")


@check(each=DOORS, needs=["simple"])
def wrong_shape(target, door):
    """A wrong shape is refused"""
    with surviving(target, door) as (client, library, inputs):
        invalid(lambda: client.infer("simple", tensors(library, {n: a[:, :5] for n, a in inputs.items()})), "16")
        invalid(lambda: client.infer("simple", tensors(library, {n: a.reshape(16) for n, a in inputs.items()})))


@check(each=DOORS, needs=["simple"])
def too_many_rows(target, door):
    """A batch above max_batch_size is refused"""
    with surviving(target, door) as (client, library, inputs):
        rows = {name: numpy.repeat(array, 9, axis=0) for name, array in inputs.items()}
        invalid(lambda: client.infer("simple", tensors(library, rows)), "8")


@check(each=DOORS, needs=["simple"])
def missing_input(target, door):
    """A missing, an unknown and a doubled input are refused"""
    with surviving(target, door) as (client, library, inputs):
        made = tensors(library, inputs)
        extra = tensors(library, {"NO_SUCH_INPUT": inputs["INPUT0"]})
        invalid(lambda: client.infer("simple", made[:1]))
        invalid(lambda: client.infer("simple", made[:1] + extra))
        invalid(lambda: client.infer("simple", made + extra))


@check(each=DOORS, needs=["simple"])
def unknown_output(target, door):
    """An unknown output is refused"""
    with surviving(target, door) as (client, library, inputs):
        wanted = [library.InferRequestedOutput("NO_SUCH_OUTPUT")]
        invalid(lambda: client.infer("simple", tensors(library, inputs), outputs=wanted), "NO_SUCH_OUTPUT")


@check(each=DOORS, needs=["simple_string"])
def model_refuses(target, door):
    """A value that the model itself can't take is refused"""
    with surviving(target, door) as (client, library, _):
        words = {name: numpy.full((1, 16), b"not a number", dtype=object) for name in ("INPUT0", "INPUT1")}
        refused(lambda: client.infer("simple_string", tensors(library, words)))


@check(each=DOORS)
def unknown_to_all(target, door):
    """Metadata, configuration and statistics of an unknown model are refused"""
    with target.grpc() if door == "gRPC" else target.http() as client:
        for ask in (client.get_model_metadata, client.get_model_config, client.get_inference_statistics):
            refused(lambda: ask("no_such_model"), "no_such_model")


def invalid(call, *words):
    e = refused(call, *words)
    assert e.status() in ("StatusCode.INVALID_ARGUMENT", "400"), f"expected an invalid argument, found {e}"
