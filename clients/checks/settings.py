"""Settings of logs and traces, over both protocols."""

from checks.information import both
from checks.suite import check
from checks.target import refused


@check()
def log_settings(target):
    """gRPC and HTTP: log settings are shown, changed and set back"""
    with target.grpc() as grpc_client, target.http() as http_client:
        for client in (grpc_client, http_client):
            before = http_client.get_log_settings()
            client.update_log_settings({"log_verbose_level": before["log_verbose_level"] + 1, "log_format": "ISO8601"})
            changed = http_client.get_log_settings()
            assert changed["log_verbose_level"] == before["log_verbose_level"] + 1, changed
            assert changed["log_format"] == "ISO8601" and changed["log_info"] == before["log_info"], changed
            client.update_log_settings({name: before[name] for name in ("log_verbose_level", "log_format")})
            assert http_client.get_log_settings() == before
            refused(lambda: client.update_log_settings({"log_everything": True}), "log_everything")
            refused(lambda: client.update_log_settings({"log_file": "/tmp/any"}), "log_file")


@check(needs=["simple"])
def trace_settings(target):
    """gRPC and HTTP: trace settings of all models and of one are shown, changed and cleared"""
    with target.grpc() as grpc_client, target.http() as http_client:
        for client in (grpc_client, http_client):
            before = http_client.get_trace_settings()
            client.update_trace_settings("simple", {"trace_rate": "7", "trace_count": "20"})
            own = http_client.get_trace_settings("simple")
            assert (own["trace_rate"], own["trace_count"]) == ("7", "20"), own
            assert http_client.get_trace_settings() == before
            client.update_trace_settings("simple", {"trace_rate": None, "trace_count": None})
            assert http_client.get_trace_settings("simple") == before
            refused(lambda: client.update_trace_settings(None, {"trace_rate": "often"}), "trace_rate")
            refused(lambda: client.get_trace_settings("no_such_model"), "no_such_model")


@check()
def settings_agree(target):
    """gRPC and HTTP: both protocols show the same settings"""
    answers = dict(both(target, lambda client: client.get_trace_settings()))
    texts = {name: value["value"] for name, value in answers["gRPC"]["settings"].items()}
    wanted = {n: v if isinstance(v, list) else [v] for n, v in answers["HTTP"].items()}
    assert {n: [str(v) for v in values] for n, values in texts.items()} == wanted, answers
