"""Runs the networks on a GPU through a server and in a bare loop, and prints a table of both."""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import time

import networks
import numpy
import onnxruntime
from server import Server

LARGEST = {"resnet50": 64, "deep": 256}
SIZES = [1, 4, 16, 32, 64, 128, 256]
SECONDS = 8
IN_FLIGHT = {"gpu": 256, "cpu": 16}
LARGEST_DIFFERENCE = 2e-3
SWAP_SECONDS = 30
SWAPS_TO_SETTLE = {"gpu": 3, "cpu": 1}
MOST_GROWTH = 1.05


def main():
    arguments = parse()
    launcher = arguments.distribution / "bin" / "gyre"
    with tempfile.TemporaryDirectory() as folder:
        models = pathlib.Path(folder) / "models"
        write(models, arguments.device, arguments.instances)
        with Server(launcher, models, pathlib.Path(folder)) as server:
            report = {
                "models": [measure(server, launcher, models, name, arguments.device) for name in LARGEST],
                "swaps": swap(server, launcher, models, "deep", arguments.device),
                "absent_device": server.reason("absent"),
            }
    show(report, arguments.json)
    wrong = faults(report)
    if wrong:
        sys.exit("\n".join(wrong))


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("distribution", type=pathlib.Path, help="an unpacked distribution of Gyre")
    parser.add_argument("--device", choices=["gpu", "cpu"], default="gpu", help="cpu tries this program out")
    parser.add_argument("--instances", type=int, default=1, help="of each model on the device")
    parser.add_argument("--json", type=pathlib.Path, help="writes the figures there")
    return parser.parse_args()


def write(models, device, instances):
    """Writes each network once for the device and once for the CPU, and one that asks for a GPU that isn't there."""
    deep = networks.deep()
    for name, model in [("resnet50", networks.resnet50()), ("deep", deep)]:
        place(models, name, model, LARGEST[name], f"count: {instances} kind: KIND_{device.upper()}")
        place(models, name + "_cpu", model, 8, "kind: KIND_CPU")
    place(models, "absent", deep, 8, "kind: KIND_GPU gpus: [ 99 ]")


def place(models, name, model, largest, group):
    folder = models / name / "1"
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(model.SerializeToString())
    (models / name / "config.pbtxt").write_text(
        f'backend: "onnxruntime"\nmax_batch_size: {largest}\ndynamic_batching {{ }}\ninstance_group [ {{ {group} }} ]\n'
    )


def measure(server, launcher, models, name, device):
    shape = [3, 224, 224] if name == "resnet50" else [256]
    data = numpy.random.default_rng(1).normal(size=[8, *shape]).astype(numpy.float32)
    ours, reference = server.infer(name, data), server.infer(name + "_cpu", data)
    sizes = [rows for rows in SIZES if rows <= LARGEST[name]]
    raw = {rows: bare(models / name / "1" / "model.onnx", shape, rows, device) for rows in sizes}
    served = {rows: load(server, launcher, name, rows, device) for rows in [1, 8]}
    return {
        "model": name,
        "difference": float(abs(ours - reference).max() / abs(reference).max()),
        "same_class": float((ours.argmax(1) == reference.argmax(1)).mean()),
        "bare_rows_per_s": raw,
        "served_rows_per_s": {rows: run["rate"] * rows for rows, run in served.items()},
        "failures": [failure for run in served.values() for failure in run["failures"]],
    }


def bare(file, shape, rows, device):
    """Rows a second of ONNX Runtime called in a loop, from memory of the CPU to memory of the CPU."""
    provider = "CUDAExecutionProvider" if device == "gpu" else "CPUExecutionProvider"
    session = onnxruntime.InferenceSession(file, providers=[provider])
    assert session.get_providers()[0] == provider, session.get_providers()
    data = numpy.random.default_rng(2).normal(size=[rows, *shape]).astype(numpy.float32)
    warm = time.monotonic() + 1
    while time.monotonic() < warm:
        session.run(None, {"data": data})
    runs, start = 0, time.monotonic()
    while time.monotonic() < start + 2:
        session.run(None, {"data": data})
        runs += 1
    return runs * rows / (time.monotonic() - start)


def load(server, launcher, name, rows, device):
    return load_test(server, launcher, name, rows, device, SECONDS).result()


def load_test(server, launcher, name, rows, device, seconds):
    return LoadTest([launcher, "loadtest", "--target", f"grpc://127.0.0.1:{server.grpc_port}", "--model", name,
                     "--in-flight", str(IN_FLIGHT[device] // rows), "--batch", str(rows), "--threads", "2", "--connections", "4",
                     "--duration", f"{seconds}s", "--warm-up", "3s", "--max-lag", "1s"])


class LoadTest:
    """A load test that runs beside this program."""

    def __init__(self, command):
        self.file = tempfile.NamedTemporaryFile(suffix=".json")
        self.process = subprocess.Popen([*command, "--json", self.file.name],
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def running(self):
        return self.process.poll() is None

    def result(self):
        output, _ = self.process.communicate()
        try:
            return json.load(open(self.file.name))["measurements"][0]["runs"][0]
        except json.JSONDecodeError:
            sys.exit(f"the load test failed: {output}")


def swap(server, launcher, models, name, device):
    """Brings new versions under load, and looks at the GPU's memory after the first ones and after the last."""
    test = load_test(server, launcher, name, 1, device, SWAP_SECONDS)
    used, version = [], 1
    while test.running():
        version += 1
        bring(models / name, version)
        while test.running() and not server.serves(name, version):
            time.sleep(0.05)
        if version - 1 >= SWAPS_TO_SETTLE[device]:
            used.append(memory_used(device))
    run = test.result()
    if not used:
        sys.exit(f"{version - 1} swaps in {SWAP_SECONDS} s: expected {SWAPS_TO_SETTLE[device]} at least; the server is too slow, or a version failed")
    return {"swaps": version - 1, "answered": run["answered"], "failed": run["failed"],
            "mib_settled": used[0], "mib_most": max(used), "mib_at_end": memory_used(device)}


def bring(model, version):
    """Puts the version there at once, by a rename, as a tool that publishes models would."""
    coming = model / f"{version}.tmp"
    coming.mkdir()
    (coming / "model.onnx").hardlink_to(model / "1" / "model.onnx")
    coming.rename(model / str(version))


def memory_used(device):
    if device == "cpu":
        return 0
    output = subprocess.check_output(["nvidia-smi", "--query-gpu=memory.used", "--format=csv,noheader,nounits"])
    return int(output.split()[0])


def faults(report):
    """What of the report is no matter of speed but wrong."""
    swaps = report["swaps"]
    wrong = [f"{model['model']}: differs from the CPU by more than {LARGEST_DIFFERENCE:g} of the largest score"
             for model in report["models"] if not model["difference"] <= LARGEST_DIFFERENCE]
    wrong += [f"{model['model']}: requests failed" for model in report["models"] if model["failures"]]
    if swaps["failed"]:
        wrong.append(f"{swaps['failed']} requests failed during swaps")
    if swaps["mib_at_end"] > MOST_GROWTH * swaps["mib_settled"]:
        wrong.append(f"the GPU's memory grew from {swaps['mib_settled']} to {swaps['mib_at_end']} MiB over {swaps['swaps']} swaps")
    return wrong


def show(report, file):
    for model in report["models"]:
        best = max(model["bare_rows_per_s"].values())
        print(f"{model['model']}: differs from the CPU by {model['difference']:.2e} of the largest score,"
              f" same class {model['same_class']:.0%}")
        for rows, rate in model["bare_rows_per_s"].items():
            print(f"  bare loop, {rows:3} rows a run      {rate:10.0f} rows/s")
        for rows, rate in model["served_rows_per_s"].items():
            print(f"  served, {rows:3} rows a request      {rate:10.0f} rows/s  {rate / best:.3f} of the best bare loop")
        for failure in model["failures"]:
            print("  failed:", json.dumps(failure))
    print("swaps under load:", json.dumps(report["swaps"]))
    print("a GPU that isn't there:", report["absent_device"])
    if file:
        file.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
