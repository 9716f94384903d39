"""Each datatype of the protocol, in and out unchanged: raw over gRPC, binary and JSON over HTTP."""

import tritonclient.grpc
import tritonclient.http

from checks.comparison import same
from checks.samples import DATATYPES, array, identity
from checks.suite import check
from checks.target import tensors

JSON_DATATYPES = [datatype for datatype in DATATYPES if datatype not in ("FP16", "BF16")]
MODELS = {identity(datatype): datatype for datatype in DATATYPES}


@check(each=MODELS, needs_each=True)
def raw(target, model):
    """gRPC: raw tensors"""
    inputs = {"INPUT0": array(MODELS[model])}
    with target.grpc() as client:
        target.compare(model, inputs, client.infer(model, tensors(tritonclient.grpc, inputs)))


@check(each=MODELS, needs_each=True)
def binary(target, model):
    """HTTP: binary tensors"""
    inputs = {"INPUT0": array(MODELS[model])}
    with target.http() as client:
        target.compare(model, inputs, client.infer(model, tensors(tritonclient.http, inputs, binary_data=True)))


@check(each=[identity(datatype) for datatype in JSON_DATATYPES], needs_each=True)
def in_json(target, model):
    """HTTP: JSON tensors"""
    inputs = {"INPUT0": array(MODELS[model], finite=True)}
    outputs = [tritonclient.http.InferRequestedOutput("OUTPUT0", binary_data=False)]
    with target.http() as client:
        result = client.infer(model, tensors(tritonclient.http, inputs, binary_data=False), outputs=outputs)
    target.compare(model, inputs, result)


@check(needs=["identity_bytes"])
def odd_bytes(target):
    """gRPC and HTTP: bytes that are no UTF-8 come back as they went, or are refused as invalid"""
    inputs = {"INPUT0": array("BYTES", 1, 2)}
    inputs["INPUT0"][0] = [b"\xff\xfe\x00", bytes(range(256))]
    for library, open_client in ((tritonclient.grpc, target.grpc), (tritonclient.http, target.http)):
        with open_client() as client:
            try:
                result = client.infer("identity_bytes", tensors(library, inputs))
            except tritonclient.utils.InferenceServerException as e:
                assert "UTF-8" in str(e) and e.status() in ("StatusCode.INVALID_ARGUMENT", "400"), e
            else:
                same("OUTPUT0", result.as_numpy("OUTPUT0"), inputs["INPUT0"])
