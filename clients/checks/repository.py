"""Models that clients load and unload, over both protocols."""

import json

import tritonclient.http
from tritonclient.utils import InferenceServerException

from checks import samples
from checks.suite import check
from checks.target import tensors

MODEL = "simple"


def state(client, model):
    """The state and reason of the model's one version in the index."""
    index = client.get_model_repository_index()
    entries = index if isinstance(index, list) else [
        {"name": m.name, "state": m.state, "reason": m.reason} for m in index.models
    ]
    (entry,) = (entry for entry in entries if entry["name"] == model)
    return entry.get("state", ""), entry.get("reason", "")


def max_batch_size(client):
    config = client.get_model_config(MODEL)
    return config["max_batch_size"] if isinstance(config, dict) else config.config.max_batch_size


def refusal(call):
    try:
        call()
    except InferenceServerException as e:
        return e.message()
    raise AssertionError("expected the server to refuse")


@check(needs=[MODEL], controls=True)
def load_and_unload(target):
    """gRPC and HTTP: load_model and unload_model answer once it is so, and the index agrees"""
    for open_client in (target.grpc, target.http):
        with open_client() as client:
            client.unload_model(MODEL, unload_dependents=True)
            assert client.is_model_ready(MODEL) is False
            assert state(client, MODEL) == ("UNAVAILABLE", "unloaded"), state(client, MODEL)
            client.load_model(MODEL)
            assert client.is_model_ready(MODEL) is True
            assert state(client, MODEL) == ("READY", ""), state(client, MODEL)
    with target.http() as client:
        client.infer(MODEL, tensors(tritonclient.http, samples.example(MODEL)[1]))


@check(needs=[MODEL], controls=True)
def load_with_a_configuration(target):
    """gRPC and HTTP: load_model's config takes the file's place until an unload"""
    for open_client in (target.grpc, target.http):
        with open_client() as client:
            before = max_batch_size(client)
            client.load_model(MODEL, config=json.dumps({"max_batch_size": before + 3}))
            assert max_batch_size(client) == before + 3
            client.load_model(MODEL)
            assert max_batch_size(client) == before + 3
            assert "failed to load" in refusal(lambda: client.load_model(MODEL, config='{"max_batch_size": -1}'))
            client.unload_model(MODEL)
            client.load_model(MODEL)
            assert max_batch_size(client) == before


@check(needs=[MODEL], controls=True)
def load_files(target):
    """gRPC and HTTP: load_model's files make a model that the repository doesn't have"""
    content = (target.models / MODEL / "1" / "model.onnx").read_bytes()
    for number, open_client in enumerate((target.grpc, target.http)):
        with open_client() as client:
            model = f"given_{number}"
            client.load_model(model, config="{}", files={"file:7/model.onnx": content})
            assert client.is_model_ready(model, "7") is True
            client.unload_model(model)
            assert client.is_model_ready(model) is False
            for path in ("file:../model.onnx", "file:/tmp/model.onnx", "file:7/../../model.onnx"):
                assert "expected file:" in refusal(
                    lambda path=path: client.load_model(model, config="{}", files={path: content})
                )


@check(controls=True)
def load_unknown(target):
    """gRPC and HTTP: load_model of an unknown model says so"""
    for open_client in (target.grpc, target.http):
        with open_client() as client:
            assert "failed to load" in refusal(lambda: client.load_model("no_such_model"))
