"""Ray Serve with ONNX Runtime: `serve.py MODEL HTTP_PORT REPLICAS`. Opens ports on every interface."""

import signal
import sys

import oip
import ray
from ray import serve
from ray.serve.config import HTTPOptions
from ray.serve.schema import LoggingConfig
from session import Model
from starlette.responses import JSONResponse, Response

folder, port, replicas = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])


@serve.deployment(num_replicas=replicas, max_ongoing_requests=64, ray_actor_options={"num_cpus": 0.1})
class OnnxModel:
    def __init__(self):
        self.model = Model(folder)

    async def __call__(self, request):
        if request.method == "GET":
            return JSONResponse(self.model.metadata())
        values, binary = oip.read(self.model, request.headers, await request.body())
        headers, body = oip.write(self.model, self.model.run(values), binary)
        return Response(body, headers=headers)


ray.init(num_cpus=2, include_dashboard=False, configure_logging=False, object_store_memory=200 << 20)
serve.start(http_options=HTTPOptions(host="127.0.0.1", port=port))
serve.run(
    OnnxModel.bind(),
    route_prefix="/v2/models",
    logging_config=LoggingConfig(enable_access_log=False, log_level="WARNING"),
)
signal.sigwait({signal.SIGTERM, signal.SIGINT})
