"""Triton's Python model: runs ONNX Runtime, all requests of a batch as one."""

import triton_python_backend_utils as triton
from session import Model


class TritonPythonModel:
    def initialize(self, args):
        self.model = Model(args["model_repository"])

    def execute(self, requests):
        name = self.model.input["name"]
        parts = [triton.get_input_tensor_by_name(request, name).as_numpy() for request in requests]
        output = self.model.output["name"]
        return [
            triton.InferenceResponse([triton.Tensor(output, answer)])
            for answer in self.model.run_all(parts)
        ]
