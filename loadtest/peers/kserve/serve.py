"""KServe's model server with ONNX Runtime; takes the server's own flags."""

import os

import kserve
from kserve.protocol.infer_type import InferOutput, InferResponse
from session import Model, described


class OnnxModel(kserve.Model):
    def __init__(self, folder):
        self.model = Model(folder)
        super().__init__(self.model.name)
        self.ready = True

    async def get_input_types(self):
        return [described(self.model.input)]

    async def get_output_types(self):
        return [described(self.model.output)]

    async def predict(self, payload, headers=None, response_headers=None):
        answer = self.model.run(payload.inputs[0].as_numpy())
        output = self.model.output
        tensor = InferOutput(output["name"], list(answer.shape), output["datatype"])
        binary = payload.use_binary_outputs
        tensor.set_data_from_numpy(answer, binary_data=binary)
        return InferResponse(payload.id or "", self.name, [tensor], use_binary_outputs=binary)


if __name__ == "__main__":
    kserve.ModelServer().start([OnnxModel(os.environ["RACE_MODEL"])])
