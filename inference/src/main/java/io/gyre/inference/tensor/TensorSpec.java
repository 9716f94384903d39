package io.gyre.inference.tensor;

/**
 * One input or output as a model declares it.
 *
 * @param name the tensor's name
 * @param datatype element type
 * @param shape full shape, {@link Shape#VARIABLE} where requests choose
 */
public record TensorSpec(String name, Datatype datatype, Shape shape) {}
