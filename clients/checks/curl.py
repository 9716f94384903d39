"""What people paste into a shell: the commands of examples/README.md, and curl by hand."""

import json
import math
import pathlib
import re
import shlex
import subprocess
import tempfile

import numpy

from checks import samples
from checks.suite import check
from checks.target import SECONDS

README = pathlib.Path(__file__).resolve().parents[2] / "examples" / "README.md"
PASTED = re.compile(r"```sh\n(curl .*?)\n```\n```json\n(.*?)\n```", re.DOTALL)


def models_of_readme():
    return {re.search(r"/models/(\w+)/", c)[1]: (c, a) for c, a in PASTED.findall(README.read_text())}


@check(each=models_of_readme(), needs_each=True)
def readme(target, model):
    """curl: the command of examples/README.md gives the answer printed there"""
    command, answer = models_of_readme()[model]
    assert "localhost:8000" in command, command
    found = shell(command.replace("localhost:8000", target.http_address))
    assert alike(json.loads(found), json.loads(answer)), f"expected {answer}\nfound {found}"


@check()
def by_hand(target):
    """curl: health, and the server's metadata"""
    code = "curl -s -o /dev/null -w '%{http_code}'"
    assert shell(f"{code} {target.http_address}/v2/health/live") == "200"
    assert shell(f"{code} {target.http_address}/v2/health/ready") == "200"
    assert json.loads(shell(f"curl -s {target.http_address}/v2"))["name"]
    assert shell(f"{code} {target.http_address}/no/such/path") == "404"
    assert shell(f"{code} -X DELETE {target.http_address}/v2/health/live") == "405"


@check(needs=["simple"])
def nested(target):
    """curl: nested data, a compressed answer, a chunked body"""
    inputs = samples.example("simple")[1]
    body = json.dumps({"inputs": [
        {"name": name, "shape": array.shape, "datatype": "INT32", "data": array.tolist()} for name, array in inputs.items()
    ]})
    url = f"{target.http_address}/v2/models/simple/infer"
    want = {name: array.ravel().tolist() for name, array in target.reference("simple").run(inputs).items()}
    for option in ("", "--compressed", "-H 'Transfer-Encoding: chunked'", "-H 'Content-Type: application/json'", "--http1.0"):
        answer = json.loads(shell(f"curl -s {option} {url} -d {shlex.quote(body)}"))
        found = {output["name"]: output["data"] for output in answer["outputs"]}
        assert found == want, f"{option}: expected {want}, found {found}"


@check(needs=["simple"])
def binary(target):
    """curl: a binary body, and a binary answer"""
    inputs = samples.example("simple")[0]
    header = json.dumps({
        "inputs": [
            {"name": name, "shape": a.shape, "datatype": "INT32", "parameters": {"binary_data_size": a.nbytes}}
            for name, a in inputs.items()
        ],
        "outputs": [{"name": "OUTPUT1", "parameters": {"binary_data": True}}],
    }).encode()
    with tempfile.NamedTemporaryFile() as file:
        file.write(header + b"".join(array.tobytes() for array in inputs.values()))
        file.flush()
        command = ["curl", "-s", "--data-binary", f"@{file.name}", "-H", f"Inference-Header-Content-Length: {len(header)}"]
        command += ["-D", "-", f"{target.http_address}/v2/models/simple/infer"]
        output = subprocess.run(command, capture_output=True, check=True, timeout=SECONDS).stdout
    headers, body = output.split(b"\r\n\r\n")[-2:] if output.count(b"\r\n\r\n") > 1 else output.split(b"\r\n\r\n")
    cut = int(re.search(rb"inference-header-content-length: (\d+)", headers, re.IGNORECASE)[1])
    found = numpy.frombuffer(body[cut:], numpy.int32).reshape(1, 16)
    want = target.reference("simple").run(inputs)["OUTPUT1"]
    assert (found == want).all(), f"expected {want}, found {found}"


def shell(command):
    """What the command prints; its own progress meter left out."""
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == 0, f"{command}: exit code {done.returncode}: {done.stderr}"
    return done.stdout


def alike(found, want):
    """Whether two JSON values agree, numbers to six digits, also those that begin a class ("0.969731:9:nine")."""
    if isinstance(want, dict):
        return isinstance(found, dict) and found.keys() == want.keys() and all(alike(found[k], want[k]) for k in want)
    if isinstance(want, list):
        return isinstance(found, list) and len(found) == len(want) and all(map(alike, found, want))
    if isinstance(want, str) and isinstance(found, str) and re.match(r"\d+\.\d{6}:", want):
        (f, *found_class), (w, *wanted_class) = found.split(":"), want.split(":")
        return found_class == wanted_class and math.isclose(float(f), float(w), abs_tol=2e-6)
    if isinstance(want, float):
        return isinstance(found, (int, float)) and math.isclose(found, want, rel_tol=1e-5, abs_tol=1e-6)
    return found == want
