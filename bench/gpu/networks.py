"""Networks with random weights that are large enough for a GPU: ResNet-50, and a deep stack of matrix products."""

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 18
IR_VERSION = 9


class Graph:
    """Collects nodes and weights; every method adds one operator and returns its output's name."""

    def __init__(self, seed):
        self.random = numpy.random.default_rng(seed)
        self.nodes = []
        self.weights = []

    def weight(self, values):
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(values.astype(numpy.float32), name))
        return name

    def normal(self, shape, fan_in):
        """Weights by He et al. (2015), which keep the variance of what passes through."""
        return self.weight(self.random.normal(0, numpy.sqrt(2 / fan_in), shape))

    def add(self, operator, inputs, output=None, **attributes):
        output = output or f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def convolution(self, data, channels_in, channels_out, kernel, stride=1):
        fan_in = channels_in * kernel * kernel
        weights = self.normal((channels_out, channels_in, kernel, kernel), fan_in)
        return self.add(
            "Conv",
            [data, weights, self.weight(numpy.zeros(channels_out))],
            kernel_shape=[kernel, kernel],
            strides=[stride, stride],
            pads=[kernel // 2] * 4,
        )

    def relu(self, data):
        return self.add("Relu", [data])

    def dense(self, data, width_in, width_out, output=None):
        weights = self.normal((width_in, width_out), width_in)
        return self.add("Gemm", [data, weights, self.weight(numpy.zeros(width_out))], output)

    def model(self, name, data_dims, classes):
        value = helper.make_tensor_value_info
        graph = helper.make_graph(
            self.nodes,
            name,
            [value("data", TensorProto.FLOAT, ["batch", *data_dims])],
            [value("scores", TensorProto.FLOAT, ["batch", classes])],
            self.weights,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
        model.ir_version = IR_VERSION
        onnx.checker.check_model(model)
        return model


def resnet50():
    """ResNet-50 (He et al., Deep Residual Learning, 2016), its normalizations folded away: 3x224x224 to 1,000 scores."""
    graph = Graph(seed=50)
    data = graph.relu(graph.convolution("data", 3, 64, kernel=7, stride=2))
    data = graph.add("MaxPool", [data], kernel_shape=[3, 3], strides=[2, 2], pads=[1] * 4)
    channels = 64
    for stage, blocks in enumerate([3, 4, 6, 3]):
        width = 64 << stage
        for block in range(blocks):
            stride = 2 if stage > 0 and block == 0 else 1
            data = bottleneck(graph, data, channels, width, stride)
            channels = 4 * width
    data = graph.add("Flatten", [graph.add("GlobalAveragePool", [data])])
    graph.dense(data, channels, 1000, "scores")
    return graph.model("resnet50", [3, 224, 224], 1000)


def bottleneck(graph, data, channels, width, stride):
    inner = graph.relu(graph.convolution(data, channels, width, kernel=1))
    inner = graph.relu(graph.convolution(inner, width, width, kernel=3, stride=stride))
    inner = graph.convolution(inner, width, 4 * width, kernel=1)
    if channels != 4 * width or stride != 1:
        data = graph.convolution(data, channels, 4 * width, kernel=1, stride=stride)
    # Half of the sum, as without normalization the values would grow from block to block.
    half = graph.weight(numpy.array(0.5))
    return graph.relu(graph.add("Mul", [graph.add("Add", [inner, data]), half]))


def deep(width=4096, layers=6):
    """A small request with much to compute, which only batches make quick: 256 numbers to 10 scores."""
    graph = Graph(seed=6)
    data = graph.relu(graph.dense("data", 256, width))
    for _ in range(layers - 1):
        data = graph.relu(graph.dense(data, width, width))
    graph.dense(data, width, 10, "scores")
    return graph.model("deep", [256], 10)
