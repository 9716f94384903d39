"""The server under test: where it listens, its clients, and the repository that it serves."""

import contextlib
import functools

import tritonclient.grpc
import tritonclient.http
from tritonclient.utils import np_to_triton_dtype

from checks.comparison import same
from checks.reference import Reference

SECONDS = 60  # for one answer


class Target:
    def __init__(self, http_address, grpc_address, models):
        self.http_address = http_address
        self.grpc_address = grpc_address
        self.models = models

    @contextlib.contextmanager
    def grpc(self):
        """A gRPC client on a connection of its own."""
        options = [("grpc.use_local_subchannel_pool", 1)]
        options += [(f"grpc.max_{way}_message_length", -1) for way in ("send", "receive")]
        with tritonclient.grpc.InferenceServerClient(self.grpc_address, channel_args=options) as client:
            yield client

    @contextlib.contextmanager
    def http(self, concurrency=1):
        """An HTTP client with connections of its own."""
        client = tritonclient.http.InferenceServerClient(
            self.http_address, concurrency=concurrency, connection_timeout=SECONDS, network_timeout=SECONDS
        )
        with client:
            yield client

    @functools.cache
    def reference(self, model):
        """ONNX Runtime's own reading of the model."""
        return Reference(self.models / model)

    def compare(self, model, inputs, result):
        """Asserts that the client's result has every output of the model, each as ONNX Runtime computes it."""
        for name, want in self.reference(model).run(inputs).items():
            same(name, result.as_numpy(name), want)

    def missing(self, models):
        """Those of the models that the server doesn't serve, or whose file isn't known here."""
        with self.http() as client:
            return [m for m in models if not (self.models / m).is_dir() or not client.is_model_ready(m)]


def tensors(library, inputs, **options):
    """The inputs as a client library's own; `options` go to set_data_from_numpy (HTTP: binary_data)."""
    made = []
    for name, array in inputs.items():
        tensor = library.InferInput(name, list(array.shape), np_to_triton_dtype(array.dtype))
        tensor.set_data_from_numpy(array, **options)
        made.append(tensor)
    return made


def refused(call, *words):
    """Asserts that the call raises the client's exception, saying each of the words; returns it."""
    try:
        call()
    except tritonclient.utils.InferenceServerException as e:
        for word in words:
            assert word.lower() in str(e).lower(), f"the error should say {word!r}: {e}"
        return e
    raise AssertionError("expected a refusal, found an answer")
