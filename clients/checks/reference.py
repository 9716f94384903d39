"""The answers that ONNX Runtime gives in Python, which the server's are held to."""

import ml_dtypes
import numpy
import onnxruntime
from google.protobuf import text_format
from onnx import TensorProto
from tritonclient.grpc import model_config_pb2

from checks.comparison import as_text

DATATYPES = {
    "tensor(bool)": "BOOL",
    "tensor(uint8)": "UINT8",
    "tensor(uint16)": "UINT16",
    "tensor(uint32)": "UINT32",
    "tensor(uint64)": "UINT64",
    "tensor(int8)": "INT8",
    "tensor(int16)": "INT16",
    "tensor(int32)": "INT32",
    "tensor(int64)": "INT64",
    "tensor(float16)": "FP16",
    "tensor(bfloat16)": "BF16",
    "tensor(float)": "FP32",
    "tensor(double)": "FP64",
    "tensor(string)": "BYTES",
}


class Reference:
    """One model of a repository: the newest version's file and the configuration beside it."""

    def __init__(self, folder):
        versions = [int(path.name) for path in folder.iterdir() if path.name.isdigit()]
        self.version = str(max(versions))
        self.name = folder.name
        self.config = model_config_pb2.ModelConfig()
        if (folder / "config.pbtxt").exists():
            text_format.Parse((folder / "config.pbtxt").read_text(), self.config)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(folder / self.version / "model.onnx"), options)
        self.inputs = {tensor.name: DATATYPES[tensor.type] for tensor in self.session.get_inputs()}
        self.outputs = {tensor.name: DATATYPES[tensor.type] for tensor in self.session.get_outputs()}

    def run(self, inputs):
        """The outputs by name, in the shapes that clients see."""
        if "BF16" in self.inputs.values():
            return self.run_bfloat16(inputs)
        arrays = {name: as_text(array) if array.dtype == object else array for name, array in inputs.items()}
        names = list(self.outputs)
        return {name: self.reshaped(name, array) for name, array in zip(names, self.session.run(names, arrays))}

    def run_bfloat16(self, inputs):
        """The same where numpy has no such type and memory must be bound; only for outputs shaped as the input is."""
        (array,) = inputs.values()
        binding = self.session.io_binding()
        for name in inputs:
            binding.bind_input(name, "cpu", 0, TensorProto.BFLOAT16, array.shape, array.ctypes.data)
        results = {name: numpy.empty(array.shape, ml_dtypes.bfloat16) for name in self.outputs}
        for name, result in results.items():
            binding.bind_output(name, "cpu", 0, TensorProto.BFLOAT16, result.shape, result.ctypes.data)
        self.session.run_with_iobinding(binding)
        return results

    def reshaped(self, name, array):
        """The array in the dims of the configuration, where it says that the model's own differ."""
        for output in self.config.output:
            if output.name == name and output.HasField("reshape"):
                batch = array.shape[:1] if self.config.max_batch_size > 0 else ()
                return array.reshape(*batch, *output.dims)
        return array
