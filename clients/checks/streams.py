"""Triton's gRPC client over ModelStreamInfer."""

import queue

import tritonclient.grpc as triton

from checks import samples
from checks.suite import check
from checks.target import SECONDS, tensors


class Stream:
    """An open stream of a client, whose answers wait in a queue."""

    def __init__(self, client):
        self.client = client
        self.answers = queue.Queue()

    def __enter__(self):
        self.client.start_stream(lambda result, error: self.answers.put((result, error)), stream_timeout=SECONDS)
        return self

    def __exit__(self, *_):
        self.client.stop_stream()

    def ask(self, model, inputs, number):
        self.client.async_stream_infer(model, tensors(triton, inputs), request_id=str(number))

    def next(self):
        return self.answers.get(timeout=SECONDS)


@check(needs=["simple"])
def stream(target):
    """gRPC stream: 64 requests, each answered once under its id"""
    requests = {str(i): {name: array + i for name, array in samples.example("simple")[0].items()} for i in range(64)}
    with target.grpc() as client, Stream(client) as stream:
        for number, inputs in requests.items():
            stream.ask("simple", inputs, number)
        while requests:
            result, error = stream.next()
            assert error is None, error
            target.compare("simple", requests.pop(result.get_response().id), result)


@check(needs=["tickets", "digits"])
def two_models(target):
    """gRPC stream: requests for several models, texts among them"""
    with target.grpc() as client, Stream(client) as stream:
        for model in ("tickets", "digits", "tickets"):
            inputs = samples.example(model)[1]
            stream.ask(model, inputs, model)
            result, error = stream.next()
            assert error is None, error
            target.compare(model, inputs, result)


@check(needs=["simple"])
def goes_on(target):
    """gRPC stream: an error is one answer, and the stream goes on"""
    inputs = samples.example("simple")[0]
    wrong = {name: array[:, :5] for name, array in inputs.items()}
    with target.grpc() as client, Stream(client) as stream:
        stream.ask("simple", wrong, 1)
        result, error = stream.next()
        assert error is not None, f"expected an error, found {result.get_response()}"
        stream.ask("no_such_model", inputs, 2)
        result, error = stream.next()
        assert error is not None and "no_such_model" in str(error), error
        stream.ask("simple", inputs, 3)
        result, error = stream.next()
        assert error is None, error
        target.compare("simple", inputs, result)
