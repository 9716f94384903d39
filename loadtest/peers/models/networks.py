"""The networks of the race, as ONNX: random weights, the same at every making."""

import numpy
from graph import Graph
from onnx import TensorProto

RESNET_SIDE = 48
TOKENS = 32
VOCABULARY = 1000


def tiny():
    """16-64-64-3."""
    return layers("tiny", 10, [16, 64, 64, 3])


def wide():
    """256-512-512-10."""
    return layers("wide", 11, [256, 512, 512, 10])


def layers(name, seed, sizes):
    """Dense layers with a rectifier between each two."""
    graph = Graph(seed)
    value = graph.dense("input", sizes[0], sizes[1])
    for inputs, outputs in zip(sizes[1:], sizes[2:]):
        value = graph.dense(graph.node("Relu", value), inputs, outputs)
    return graph.model(name, TensorProto.FLOAT, sizes[:1], value, sizes[-1:])


def resnet():
    """ResNet-18's layers, with the normalisation folded into the convolutions, on small images."""
    graph = Graph(seed=12)
    value = graph.node("Relu", convolution(graph, "input", 3, 64, kernel=7, stride=2))
    value = graph.node("MaxPool", value, kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
    width = 64
    for outputs in (64, 128, 256, 512):
        value = residual(graph, value, width, outputs, stride=1 if outputs == width else 2)
        value = residual(graph, value, outputs, outputs, stride=1)
        width = outputs
    pooled = graph.node("Flatten", graph.node("GlobalAveragePool", value))
    classes = graph.dense(pooled, width, 1000)
    return graph.model(
        "resnet", TensorProto.FLOAT, [3, RESNET_SIDE, RESNET_SIDE], classes, [1000]
    )


def convolution(graph, value, inputs, outputs, kernel, stride):
    weight = graph.weight(outputs, inputs, kernel, kernel, inputs=inputs * kernel * kernel)
    edge = kernel // 2
    return graph.node(
        "Conv", value, weight, graph.zeros(outputs),
        kernel_shape=[kernel] * 2, strides=[stride] * 2, pads=[edge] * 4,
    )  # fmt: skip


def residual(graph, value, inputs, outputs, stride):
    inner = graph.node("Relu", convolution(graph, value, inputs, outputs, 3, stride))
    inner = convolution(graph, inner, outputs, outputs, 3, 1)
    if stride != 1:
        value = convolution(graph, value, inputs, outputs, 1, stride)
    # Halved, or random weights would double the variance at each of the eight blocks.
    half = graph.constant(numpy.float32(0.5))
    return graph.node("Relu", graph.node("Mul", graph.node("Add", inner, value), half))


def transformer(layers=2, width=128, heads=4):
    """An encoder over 32 tokens, from ids to the mean of the last layer."""
    graph = Graph(seed=13)
    tokens = graph.node("Gather", graph.weight(VOCABULARY, width, inputs=2), "input")
    value = graph.node("Add", tokens, graph.weight(TOKENS, width, inputs=2))
    for _ in range(layers):
        value = normalised(graph, graph.node("Add", value, attention(graph, value, width, heads)), width)
        inner = graph.node("Relu", graph.dense(value, width, 4 * width))
        value = normalised(graph, graph.node("Add", value, graph.dense(inner, 4 * width, width)), width)
    mean = graph.node("ReduceMean", value, axes=[1], keepdims=0)
    return graph.model("transformer", TensorProto.INT64, [TOKENS], mean, [width])


def normalised(graph, value, width):
    return graph.node("LayerNormalization", value, graph.ones(width), graph.zeros(width), axis=-1)


def attention(graph, value, width, heads):
    def split(perm):
        shape = graph.constant(numpy.array([0, TOKENS, heads, width // heads], numpy.int64))
        return graph.node("Transpose", graph.node("Reshape", graph.dense(value, width, width), shape), perm=perm)

    queries, keys, values = split([0, 2, 1, 3]), split([0, 2, 3, 1]), split([0, 2, 1, 3])
    scale = graph.constant(numpy.float32((width // heads) ** -0.5))
    scores = graph.node("Mul", graph.node("MatMul", queries, keys), scale)
    mixed = graph.node("MatMul", graph.node("Softmax", scores, axis=-1), values)
    joined = graph.node("Transpose", mixed, perm=[0, 2, 1, 3])
    shape = graph.constant(numpy.array([0, TOKENS, width], numpy.int64))
    return graph.dense(graph.node("Reshape", joined, shape), width, width)
