"""A server of its own for the check, and what the check asks of it."""

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import numpy

START_SECONDS = 240


class Server:
    """Serves a folder until the end of the block."""

    def __init__(self, launcher, models, folder):
        self.models = sum(1 for _ in models.iterdir())
        self.http_port, self.grpc_port, self.metrics_port = free_ports(3)
        self.log = folder / "server.log"
        self.command = [launcher, "serve", models, "--http-port", str(self.http_port),
                        "--grpc-port", str(self.grpc_port), "--metrics-port", str(self.metrics_port)]

    def __enter__(self):
        with self.log.open("w") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log)
        end = time.monotonic() + START_SECONDS
        while not self.settled():
            if time.monotonic() > end or self.process.poll() is not None:
                self.process.kill()
                sys.exit(f"the server didn't start: {self.log.read_text()[-4000:]}")
            time.sleep(0.2)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(60)

    def settled(self):
        """Whether each model is ready or has failed."""
        try:
            models = self.status()
        except OSError:
            return False
        return len(models) == self.models and all(model["state"] == "READY" or model["reason"] for model in models)

    def status(self):
        with self.call("status") as answer:
            return json.load(answer)["models"]

    def reason(self, name):
        """Why a model isn't served, which no status says while its load is being tried again."""
        while True:
            reason = next(model["reason"] for model in self.status() if model["model"] == name)
            if reason:
                return reason
            time.sleep(0.05)

    def serves(self, name, version):
        """Whether requests for the model go to that version."""
        return any(model["model"] == name and model["version"] == str(version) and model["current"]
                   for model in self.status())

    def infer(self, name, data):
        """The scores for a batch, as binary tensors of the protocol's binary data extension."""
        header = json.dumps({
            "inputs": [{"name": "data", "datatype": "FP32", "shape": list(data.shape),
                        "parameters": {"binary_data_size": data.nbytes}}],
            "parameters": {"binary_data_output": True},
        }).encode()
        with self.call(f"v2/models/{name}/infer", header + data.tobytes(),
                       {"Inference-Header-Content-Length": str(len(header))}) as answer:
            body = answer.read()
            length = int(answer.headers["Inference-Header-Content-Length"])
        output = json.loads(body[:length])["outputs"][0]
        return numpy.frombuffer(body[length:], numpy.float32).reshape(output["shape"])

    def call(self, path, body=None, headers=None):
        request = urllib.request.Request(f"http://127.0.0.1:{self.http_port}/{path}", body, headers or {})
        try:
            return urllib.request.urlopen(request, timeout=120)
        except urllib.error.HTTPError as error:
            sys.exit(f"{path}: {error.code} {error.read().decode()}\n"
                     f"{json.dumps(self.status(), indent=1)[:6000]}\n{self.log.read_text()[-4000:]}")


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports
