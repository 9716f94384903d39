"""Triton's HTTP client: inference on the example models, in JSON and in the binary extension."""

import asyncio

import numpy
import tritonclient.http as triton
import tritonclient.http.aio

from checks import samples
from checks.clients_grpc import assert_classes
from checks.comparison import same
from checks.suite import check
from checks.target import tensors


@check(each=samples.EXAMPLES, needs_each=True)
def infer_json(target, model):
    """HTTP: infer, JSON in and out"""
    with target.http() as client:
        for inputs in samples.example(model):
            outputs = [triton.InferRequestedOutput(name, binary_data=False) for name in target.reference(model).outputs]
            result = client.infer(model, tensors(triton, inputs, binary_data=False), outputs=outputs)
            target.compare(model, inputs, result)


@check(each=samples.EXAMPLES, needs_each=True)
def infer_binary(target, model):
    """HTTP: infer, binary in and out"""
    with target.http() as client:
        for inputs in samples.example(model):
            target.compare(model, inputs, client.infer(model, tensors(triton, inputs, binary_data=True)))


@check(needs=["simple"])
def mixed(target):
    """HTTP: one input in JSON and one binary, one output in JSON and one binary"""
    inputs = samples.example("simple")[1]
    first, second = ({name: array} for name, array in inputs.items())
    made = tensors(triton, first, binary_data=False) + tensors(triton, second, binary_data=True)
    outputs = [triton.InferRequestedOutput(f"OUTPUT{i}", binary_data=bool(i)) for i in (0, 1)]
    with target.http() as client:
        result = client.infer("simple", made, outputs=outputs)
    assert "data" in result.get_output("OUTPUT0") and "data" not in result.get_output("OUTPUT1"), result.get_response()
    target.compare("simple", inputs, result)


@check(needs=["simple"])
def echoed(target):
    """HTTP: the answer names the request's id, the model and its version"""
    inputs = samples.example("simple")[0]
    with target.http() as client:
        response = client.infer("simple", tensors(triton, inputs), request_id="request 7").get_response()
        assert response["id"] == "request 7", response
        assert response["model_name"] == "simple" and response["model_version"] == "1", response
        assert "id" not in client.infer("simple", tensors(triton, inputs)).get_response()


@check(needs=["simple"])
def version(target):
    """HTTP: a version asked for by number"""
    inputs = samples.example("simple")[0]
    version = target.reference("simple").version
    with target.http() as client:
        target.compare("simple", inputs, client.infer("simple", tensors(triton, inputs), model_version=version))


@check(needs=["simple"])
def requested_outputs(target):
    """HTTP: only the outputs asked for come"""
    inputs = samples.example("simple")[1]
    with target.http() as client:
        result = client.infer("simple", tensors(triton, inputs), outputs=[triton.InferRequestedOutput("OUTPUT1")])
    assert [o["name"] for o in result.get_response()["outputs"]] == ["OUTPUT1"], result.get_response()
    same("OUTPUT1", result.as_numpy("OUTPUT1"), target.reference("simple").run(inputs)["OUTPUT1"])


@check(each=["JSON", "binary"], needs=["digits"])
def classification(target, form):
    """HTTP: classification gives the likeliest classes with their labels"""
    inputs = samples.example("digits")[1]
    wanted = [triton.InferRequestedOutput("probabilities", binary_data=form == "binary", class_count=3)]
    with target.http() as client:
        classes = client.infer("digits", tensors(triton, inputs), outputs=wanted).as_numpy("probabilities")
    texts = numpy.array([t if isinstance(t, bytes) else t.encode() for t in classes.ravel()], object)
    assert_classes(target, inputs, texts.reshape(classes.shape), 3)


@check(needs=["simple"])
def async_infer(target):
    """HTTP: 32 requests at once by async_infer over 8 connections"""
    requests = [{name: array + i for name, array in samples.example("simple")[0].items()} for i in range(32)]
    with target.http(concurrency=8) as client:
        pending = [client.async_infer("simple", tensors(triton, inputs)) for inputs in requests]
        for inputs, answer in zip(requests, pending):
            target.compare("simple", inputs, answer.get_result())


@check(needs=["tickets"])
def asyncio_client(target):
    """HTTP: the asyncio client, 32 requests at once"""
    (texts,) = samples.example("tickets")[1].values()
    requests = [{"text": texts[i % len(texts)].reshape(1, 1)} for i in range(32)]

    async def ask():
        async with triton.aio.InferenceServerClient(target.http_address) as client:
            assert await client.is_server_ready()
            return await asyncio.gather(*(client.infer("tickets", tensors(triton, inputs)) for inputs in requests))

    for inputs, result in zip(requests, asyncio.run(ask())):
        target.compare("tickets", inputs, result)


@check(each=["gzip", "deflate"], needs=["simple_identity"])
def compression(target, algorithm):
    """HTTP: a compressed request and a compressed answer"""
    inputs = {"INPUT0": numpy.array([[b"the same again " * 1000] * 4], dtype=object)}
    coding = {"request_compression_algorithm": algorithm, "response_compression_algorithm": algorithm}
    with target.http() as client:
        for binary in (True, False):
            outputs = [triton.InferRequestedOutput("OUTPUT0", binary_data=binary)]
            made = tensors(triton, inputs, binary_data=binary)
            target.compare("simple_identity", inputs, client.infer("simple_identity", made, outputs=outputs, **coding))


@check(needs=["identity_fp32"])
def large_binary(target):
    """HTTP: 40 MB in and out, binary"""
    inputs = {"INPUT0": numpy.random.default_rng(3).standard_normal((1, 10_000_000), dtype=numpy.float32)}
    with target.http() as client:
        target.compare("identity_fp32", inputs, client.infer("identity_fp32", tensors(triton, inputs)))


@check(needs=["identity_fp32"])
def large_json(target):
    """HTTP: a million numbers in and out, JSON"""
    inputs = {"INPUT0": numpy.random.default_rng(3).standard_normal((1, 1_000_000), dtype=numpy.float32)}
    outputs = [triton.InferRequestedOutput("OUTPUT0", binary_data=False)]
    with target.http() as client:
        result = client.infer("identity_fp32", tensors(triton, inputs, binary_data=False), outputs=outputs)
    target.compare("identity_fp32", inputs, result)


@check(needs=["simple"])
def parameters(target):
    """HTTP: a timeout, a priority and parameters of one's own are taken"""
    inputs = samples.example("simple")[0]
    own = {"text": "a", "number": 3, "flag": True}
    with target.http() as client:
        result = client.infer("simple", tensors(triton, inputs), priority=1, timeout=10_000_000, parameters=own)
    target.compare("simple", inputs, result)
