package io.gyre.inference.tensor;

import io.netty.buffer.ByteBuf;

/**
 * A named tensor whose bytes belong to somebody else: a request, a response, a batch.
 *
 * <p>The bytes are little-endian and row-major. The view is valid as long as its owner is; it is
 * never released itself.
 *
 * @param name name of the model's input or output
 * @param datatype element type
 * @param shape dimensions, none of them variable
 * @param data exactly the tensor's bytes, from reader index to writer index; may be empty, or made
 *     of several parts
 */
public record TensorView(String name, Datatype datatype, Shape shape, ByteBuf data) {}
