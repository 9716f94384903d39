"""Writes MLServer's settings for one model: `settings.py MODEL HTTP_PORT GRPC_PORT WORKERS FOLDER`."""

import json
import pathlib
import sys


def main(model, http_port, grpc_port, workers, folder):
    server = {
        "debug": False,
        "host": "127.0.0.1",
        "http_port": http_port,
        "grpc_port": grpc_port,
        "parallel_workers": workers,
        "metrics_endpoint": None,
        "gzip_enabled": False,
        "environments_dir": str(folder / "environments"),
        "metrics_dir": str(folder / "metrics"),
    }
    (folder / "environments").mkdir()
    (folder / "metrics").mkdir()
    served = {
        "name": model.name,
        "implementation": "runtime.OnnxRuntime",
        "parameters": {"uri": str(model), "version": "1"},
    }
    (folder / "settings.json").write_text(json.dumps(server))
    (folder / "model-settings.json").write_text(json.dumps(served))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]).resolve(), *map(int, sys.argv[2:5]), pathlib.Path(sys.argv[5]))
