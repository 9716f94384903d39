"""The KServe SDK's inference clients, REST and gRPC, against the expected answers of the example models.

A process of its own, because the SDK and Triton's client can't be imported together.
"""

import asyncio
import json
import re
import sys

from kserve import InferenceGRPCClient, InferenceRESTClient, InferInput, InferRequest, RESTConfig
from tritonclient.utils import np_to_triton_dtype

from checks import samples
from checks.comparison import same
from checks.suite import Report


def main():
    http_address, grpc_address, only = sys.argv[1:]
    report = Report()
    url = f"http://{http_address}"
    checks = [("KServe SDK: REST live and ready", lambda: rest_health(url))]
    for model in samples.EXAMPLES:
        checks.append((f"KServe SDK: REST infer, JSON and binary ({model})", lambda model=model: rest(url, model)))
        checks.append((f"KServe SDK: gRPC infer ({model})", lambda model=model: grpc(grpc_address, model)))
    for title, ask in checks:
        if re.search(only, title):
            report.run(title, lambda: asyncio.run(ask()))
    return report.summary()


async def rest_health(address):
    client = InferenceRESTClient(RESTConfig(protocol="v2", timeout=60))
    assert await client.is_server_live(address) and await client.is_server_ready(address)
    assert await client.is_model_ready(address, "simple")
    assert not await client.is_model_ready(address, "no_such_model")
    await client.close()


async def rest(address, model):
    client = InferenceRESTClient(RESTConfig(protocol="v2", timeout=60))
    for inputs, outputs in cases(model):
        for binary in (False, True):
            compare(model, outputs, await client.infer(address, request(model, inputs, binary), model_name=model))
    await client.close()


async def grpc(address, model):
    client = InferenceGRPCClient(url=address)
    assert await client.is_server_live() and await client.is_server_ready()
    assert await client.is_model_ready(model)
    for inputs, outputs in cases(model):
        compare(model, outputs, await client.infer(request(model, inputs, True)))
    await client.close()


def cases(model):
    """Pairs of the inputs and outputs that examples/expected has for the model, as arrays by name."""
    for case in json.loads((samples.EXPECTED / f"{model}.json").read_text()):
        yield [{t["name"]: samples.decoded(t) for t in tensors} for tensors in (case["request"]["inputs"], case["outputs"])]


def request(model, inputs, binary):
    made = []
    for name, array in inputs.items():
        tensor = InferInput(name, list(array.shape), np_to_triton_dtype(array.dtype))
        tensor.set_data_from_numpy(array, binary_data=binary)
        made.append(tensor)
    return InferRequest(model_name=model, infer_inputs=made, request_id="7")


def compare(model, outputs, response):
    assert response.id == "7" and response.model_name == model, f"expected id 7 and {model}, found {response}"
    found = {output.name: output.as_numpy() for output in response.outputs}
    assert found.keys() == outputs.keys(), f"expected {list(outputs)}, found {list(found)}"
    for name, want in outputs.items():
        same(name, found[name], want)


if __name__ == "__main__":
    sys.exit(main())
