package io.gyre.inference.request;

/** A parameter of a request, an input or an output. */
public sealed interface ParameterValue {
  /** A boolean. */
  record Bool(boolean value) implements ParameterValue {}

  /** A signed integer. */
  record Int64(long value) implements ParameterValue {}

  /** An unsigned integer, in the bits of a long. */
  record Uint64(long value) implements ParameterValue {}

  /** A floating-point number. */
  record Fp64(double value) implements ParameterValue {}

  /** A text. */
  record Text(String value) implements ParameterValue {}
}
