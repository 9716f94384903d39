package io.gyre.inference.request;

/**
 * An output that the client asked for by name.
 *
 * @param name name of the model's output
 * @param classification how many best classes to answer with in place of the tensor; 0 for the
 *     tensor itself
 */
public record RequestedOutput(String name, int classification) {}
