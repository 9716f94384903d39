package io.gyre.inference.tensor;

import java.util.Arrays;
import java.util.List;

/**
 * Dimensions of a tensor, outermost first. In a signature, {@link #VARIABLE} stands for any size.
 */
public final class Shape {
  /** A dimension whose size each request chooses. */
  public static final long VARIABLE = -1;

  private static final Shape SCALAR = new Shape(new long[0]);

  private final long[] dims;

  private Shape(long[] dims) {
    this.dims = dims;
  }

  /** A shape of these dimensions; none for a scalar. */
  public static Shape of(long... dims) {
    return dims.length == 0 ? SCALAR : new Shape(dims.clone());
  }

  /** A shape of the first {@code rank} of these dimensions. */
  public static Shape ofFirst(int rank, long[] dims) {
    return rank == 0 ? SCALAR : new Shape(Arrays.copyOf(dims, rank));
  }

  /** A shape of these dimensions; none for a scalar. */
  public static Shape of(List<Long> dims) {
    return new Shape(dims.stream().mapToLong(Long::longValue).toArray());
  }

  public int rank() {
    return dims.length;
  }

  public long dim(int axis) {
    return dims[axis];
  }

  /** A copy of the dimensions. */
  public long[] dims() {
    return dims.clone();
  }

  /** Whether no dimension is variable. */
  public boolean isFixed() {
    return Arrays.stream(dims).allMatch(d -> d >= 0);
  }

  /**
   * Number of elements: 1 for a scalar.
   *
   * @throws ArithmeticException where a dimension is negative or the product exceeds a long
   */
  public long elementCount() {
    long count = 1;
    boolean empty = false;
    for (long dim : dims) {
      if (dim < 0) {
        throw new ArithmeticException("dimension " + dim + " is negative");
      }
      empty |= dim == 0;
      count = empty ? 0 : Math.multiplyExact(count, dim);
    }
    return count;
  }

  /** This shape with {@code dim} put before its dimensions. */
  public Shape prepend(long dim) {
    long[] longer = new long[dims.length + 1];
    longer[0] = dim;
    System.arraycopy(dims, 0, longer, 1, dims.length);
    return new Shape(longer);
  }

  /** This shape with {@code dim} as its first dimension. */
  public Shape withFirst(long dim) {
    long[] same = dims.clone();
    same[0] = dim;
    return new Shape(same);
  }

  /** This shape without its first dimension. */
  public Shape withoutFirst() {
    return of(Arrays.copyOfRange(dims, 1, dims.length));
  }

  /** Whether {@code actual} has this rank, and this size wherever it is not variable. */
  public boolean accepts(Shape actual) {
    if (actual.dims.length != dims.length) {
      return false;
    }
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] != VARIABLE && dims[i] != actual.dims[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /** The dimensions as messages show them: {@code [8,16]}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < dims.length; i++) {
      text.append(i == 0 ? "" : ",").append(dims[i]);
    }
    return text.append(']').toString();
  }
}
