"""MLServer's runtime for ONNX Runtime."""

from mlserver import MLModel
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceResponse, MetadataTensor
from session import Model, described


class OnnxRuntime(MLModel):
    async def load(self):
        self.model = Model(self.settings.parameters.uri)
        self.inputs = [MetadataTensor(**described(self.model.input))]
        self.outputs = [MetadataTensor(**described(self.model.output))]
        return True

    async def predict(self, payload):
        values = NumpyCodec.decode_input(payload.inputs[0])
        answer = NumpyCodec.encode_output(self.model.output["name"], self.model.run(values))
        return InferenceResponse(model_name=self.name, outputs=[answer])
