"""What a server says of itself and of its models, over both protocols."""

import grpc
import tritonclient.http
from google.protobuf import json_format

from checks import samples
from checks.suite import check
from checks.target import tensors

EXTENSIONS = ["classification", "model_configuration", "binary_tensor_data", "statistics"]
EXTENSIONS += ["system_shared_memory", "trace", "logging"]


def both(target, ask):
    """The answers of both clients, gRPC's turned into what HTTP's is: dictionaries with numbers as numbers."""
    with target.grpc() as client:
        yield "gRPC", numbers(json_format.MessageToDict(ask(client), preserving_proto_field_name=True))
    with target.http() as client:
        yield "HTTP", ask(client)


def numbers(value):
    """The value with int64 as numbers, which protobuf's JSON writes as texts; names and versions stay texts."""
    if isinstance(value, dict):
        texts = ("name", "version", "versions", "model_version")
        return {k: v if k in texts else numbers(v) for k, v in value.items()}
    if isinstance(value, list):
        return [numbers(v) for v in value]
    return int(value) if isinstance(value, str) and value.lstrip("-").isdigit() else value


@check()
def health(target):
    """gRPC and HTTP: live and ready"""
    for open_client in (target.grpc, target.http):
        with open_client() as client:
            assert client.is_server_live() is True
            assert client.is_server_ready() is True


@check(needs=["simple"])
def model_ready(target):
    """gRPC and HTTP: a model is ready, an unknown model or version is not"""
    for open_client in (target.grpc, target.http):
        with open_client() as client:
            assert client.is_model_ready("simple") is True
            assert client.is_model_ready("simple", "1") is True
            assert client.is_model_ready("simple", "77") is False
            assert client.is_model_ready("no_such_model") is False


@check()
def health_service(target):
    """gRPC: grpc.health.v1.Health says SERVING"""
    with grpc.insecure_channel(target.grpc_address) as channel:
        status = channel.unary_unary("/grpc.health.v1.Health/Check")(b"", timeout=10)
    assert status == b"\x08\x01", f"expected SERVING, found {status!r}"


@check()
def reflection(target):
    """gRPC: reflection lists the inference service"""
    list_services = b"\x3a\x00"  # ServerReflectionRequest.list_services, an empty text
    with grpc.insecure_channel(target.grpc_address) as channel:
        call = channel.stream_stream("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo")
        answer = next(call(iter([list_services]), timeout=10))
    assert b"inference.GRPCInferenceService" in answer, answer


@check()
def server_metadata(target):
    """gRPC and HTTP: the server's name, version and extensions"""
    for door, metadata in both(target, lambda client: client.get_server_metadata()):
        assert metadata["name"] and metadata["version"], f"{door}: {metadata}"
        lacking = set(EXTENSIONS) - set(metadata["extensions"])
        assert not lacking, f"{door}: the extensions lack {lacking}: {metadata['extensions']}"


@check(each=samples.EXAMPLES, needs_each=True)
def model_metadata(target, model):
    """gRPC and HTTP: metadata agrees with the ONNX file"""
    reference = target.reference(model)
    for door, metadata in both(target, lambda client: client.get_model_metadata(model)):
        assert metadata["name"] == model and reference.version in metadata["versions"], f"{door}: {metadata}"
        for kind, known in (("inputs", reference.inputs), ("outputs", reference.outputs)):
            found = {tensor["name"]: tensor["datatype"] for tensor in metadata[kind]}
            assert found == known, f"{door}: expected {kind} {known}, found {found}"
        for tensor in metadata["inputs"]:
            dims = [d if isinstance(d, int) and d else -1 for d in shape(reference, tensor["name"])]
            assert tensor["shape"] == dims, f"{door}: expected shape {dims}, found {tensor}"


def shape(reference, name):
    (tensor,) = (tensor for tensor in reference.session.get_inputs() if tensor.name == name)
    return tensor.shape


@check(each=samples.EXAMPLES, needs_each=True)
def model_config(target, model):
    """gRPC and HTTP: configuration agrees with config.pbtxt and the ONNX file"""
    reference = target.reference(model)
    for door, answer in both(target, lambda client: client.get_model_config(model)):
        config = answer.get("config", answer)
        assert config["name"] == model, f"{door}: {config}"
        if reference.config.name:
            expected, found = reference.config.max_batch_size, config.get("max_batch_size", 0)
            assert found == expected, f"{door}: expected max_batch_size {expected}, found {found}"
        for kind, known in (("input", reference.inputs), ("output", reference.outputs)):
            wanted = {name: "TYPE_STRING" if t == "BYTES" else f"TYPE_{t}" for name, t in known.items()}
            found = {tensor["name"]: tensor["data_type"] for tensor in config[kind]}
            assert found == wanted, f"{door}: expected {kind} {wanted}, found {found}"


@check(needs=["simple"])
def index(target):
    """gRPC and HTTP: the index lists models as READY"""
    with target.grpc() as client:
        rows = [(m.name, m.version, m.state) for m in client.get_model_repository_index().models]
        assert ("simple", "1", "READY") in rows, rows
    with target.http() as client:
        rows = [(m["name"], m.get("version"), m.get("state")) for m in client.get_model_repository_index()]
        assert ("simple", "1", "READY") in rows, rows


@check(needs=["simple"])
def statistics(target):
    """gRPC and HTTP: statistics count what was asked"""
    inputs = samples.example("simple")[1]
    rows = len(inputs["INPUT0"])

    def ask(client):
        return client.get_inference_statistics("simple")

    before = [counts(answer) for _, answer in both(target, ask)]
    with target.http() as client:
        for _ in range(2):
            client.infer("simple", tensors(tritonclient.http, inputs))
    after = [counts(answer) for _, answer in both(target, ask)]
    for door, b, a in zip(("gRPC", "HTTP"), before, after):
        gained = {key: a[key] - b[key] for key in b}
        assert gained["inferences"] == 2 * rows, f"{door}: expected {2 * rows} inferences more, found {gained}"
        assert gained["success"] == 2, f"{door}: expected 2 successes more, found {gained}"
        assert 1 <= gained["executions"] <= 2, f"{door}: expected 1 or 2 executions more, found {gained}"
        assert gained["compute ns"] > 0, f"{door}: expected computing time, found {gained}"
        assert a["last"] > 0, f"{door}: expected the time of the last inference"


def counts(answer):
    (stats,) = answer["model_stats"]
    inner = stats.get("inference_stats", {})
    return {
        "inferences": stats.get("inference_count", 0),
        "executions": stats.get("execution_count", 0),
        "success": inner.get("success", {}).get("count", 0),
        "compute ns": inner.get("compute_infer", {}).get("ns", 0),
        "last": stats.get("last_inference", 0),
    }
