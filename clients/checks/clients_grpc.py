"""Triton's gRPC client: inference on the example models."""

import asyncio
import queue

import numpy
import tritonclient.grpc as triton
import tritonclient.grpc.aio

from checks import samples
from checks.comparison import same
from checks.suite import check
from checks.target import SECONDS, tensors


@check(each=samples.EXAMPLES, needs_each=True)
def infer(target, model):
    """gRPC: infer"""
    with target.grpc() as client:
        for inputs in samples.example(model):
            result = client.infer(model, tensors(triton, inputs), client_timeout=SECONDS)
            target.compare(model, inputs, result)


@check(needs=["simple"])
def echoed(target):
    """gRPC: the answer names the request's id, the model and its version"""
    inputs = samples.example("simple")[0]
    with target.grpc() as client:
        response = client.infer("simple", tensors(triton, inputs), request_id="request 7").get_response()
        assert response.id == "request 7", f"expected the id 'request 7', found {response.id!r}"
        assert response.model_name == "simple" and response.model_version == "1", response
        response = client.infer("simple", tensors(triton, inputs)).get_response()
        assert response.id == "", f"expected no id, found {response.id!r}"


@check(needs=["simple"])
def version(target):
    """gRPC: a version asked for by number"""
    inputs = samples.example("simple")[0]
    with target.grpc() as client:
        version = target.reference("simple").version
        target.compare("simple", inputs, client.infer("simple", tensors(triton, inputs), model_version=version))


@check(needs=["simple"])
def requested_outputs(target):
    """gRPC: only the outputs asked for come"""
    inputs = samples.example("simple")[1]
    with target.grpc() as client:
        wanted = [triton.InferRequestedOutput("OUTPUT1")]
        result = client.infer("simple", tensors(triton, inputs), outputs=wanted)
    assert [o.name for o in result.get_response().outputs] == ["OUTPUT1"], result.get_response().outputs
    same("OUTPUT1", result.as_numpy("OUTPUT1"), target.reference("simple").run(inputs)["OUTPUT1"])


@check(needs=["digits"])
def classification(target):
    """gRPC: classification gives the likeliest classes with their labels"""
    inputs = samples.example("digits")[1]
    with target.grpc() as client:
        wanted = [triton.InferRequestedOutput("probabilities", class_count=3)]
        result = client.infer("digits", tensors(triton, inputs), outputs=wanted)
    assert_classes(target, inputs, result.as_numpy("probabilities"), 3)


def assert_classes(target, inputs, classes, count):
    """Asserts "probability:index:label" for the `count` likeliest digits of each row."""
    labels = (target.models / "digits" / "labels.txt").read_text().split()
    probabilities = target.reference("digits").run(inputs)["probabilities"]
    assert classes.shape == (len(probabilities), count), f"expected {count} classes a row, found shape {classes.shape}"
    for row, values in zip(classes, probabilities):
        for text, index in zip(row, numpy.argsort(-values)[:count]):
            value, found, label = text.decode().split(":")
            assert int(found) == index and label == labels[index], f"expected class {index}, found {text}"
            assert abs(float(value) - values[index]) < 1e-5, f"expected {values[index]:.6f}, found {text}"


@check(needs=["digits"])
def whole_batch(target):
    """gRPC: the largest batch of the configuration"""
    rows = target.reference("digits").config.max_batch_size
    inputs = {"image": numpy.resize(samples.example("digits")[1]["image"], (rows, 64))}
    with target.grpc() as client:
        target.compare("digits", inputs, client.infer("digits", tensors(triton, inputs)))


@check(needs=["tickets"])
def async_infer(target):
    """gRPC: 64 requests at once by async_infer, each with its own answer"""
    (texts,) = samples.example("tickets")[1].values()
    requests = [{"text": texts[i % len(texts)].reshape(1, 1)} for i in range(64)]
    answers = queue.Queue()
    with target.grpc() as client:
        for number, inputs in enumerate(requests):
            def answered(result, error, number=number):
                answers.put((number, result, error))
            client.async_infer("tickets", tensors(triton, inputs), answered, request_id=str(number))
        for _ in requests:
            number, result, error = answers.get(timeout=SECONDS)
            assert error is None, f"request {number}: {error}"
            assert result.get_response().id == str(number), "an answer with another request's id"
            target.compare("tickets", requests[number], result)


@check(needs=["simple"])
def asyncio_client(target):
    """gRPC: the asyncio client, 32 requests at once"""
    requests = [{name: array + i for name, array in samples.example("simple")[0].items()} for i in range(32)]

    async def ask():
        async with triton.aio.InferenceServerClient(target.grpc_address) as client:
            assert await client.is_server_ready()
            return await asyncio.gather(*(client.infer("simple", tensors(triton, inputs)) for inputs in requests))

    for inputs, result in zip(requests, asyncio.run(ask())):
        target.compare("simple", inputs, result)


@check(each=["gzip", "deflate"], needs=["simple_identity"])
def compression(target, algorithm):
    """gRPC: a compressed request"""
    inputs = {"INPUT0": numpy.array([[b"the same again " * 1000] * 4], dtype=object)}
    with target.grpc() as client:
        result = client.infer("simple_identity", tensors(triton, inputs), compression_algorithm=algorithm)
    target.compare("simple_identity", inputs, result)


@check(needs=["identity_fp32"])
def large(target):
    """gRPC: 40 MB in and out"""
    inputs = {"INPUT0": numpy.random.default_rng(3).standard_normal((1, 10_000_000), dtype=numpy.float32)}
    with target.grpc() as client:
        target.compare("identity_fp32", inputs, client.infer("identity_fp32", tensors(triton, inputs)))


@check(needs=["simple"])
def parameters(target):
    """gRPC: a timeout, a priority and parameters of one's own are taken"""
    inputs = samples.example("simple")[0]
    own = {"text": "a", "number": 3, "flag": True}
    with target.grpc() as client:
        result = client.infer("simple", tensors(triton, inputs), priority=1, timeout=10_000_000, parameters=own)
    target.compare("simple", inputs, result)
