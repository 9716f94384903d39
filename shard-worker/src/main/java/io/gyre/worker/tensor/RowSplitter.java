package io.gyre.worker.tensor;

import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.netty.buffer.ByteBuf;

/** Cuts a batch's tensor into consecutive pieces of rows, without copying. */
public final class RowSplitter {
  private final TensorView tensor;
  private final long elementsPerRow;
  private int position;
  private Shape shapeBefore;

  /**
   * @param tensor a tensor whose first dimension is {@code rows}
   * @param rows number of rows, at least 1
   */
  public RowSplitter(TensorView tensor, int rows) {
    this.tensor = tensor;
    this.elementsPerRow = tensor.shape().elementCount() / rows;
    this.position = tensor.data().readerIndex();
    this.shapeBefore = tensor.shape();
  }

  /** The next {@code rows} rows, in memory that belongs to the tensor's owner. */
  public TensorView next(int rows) {
    ByteBuf data = tensor.data();
    long elements = elementsPerRow * rows;
    int end =
        tensor.datatype().isFixedSize()
            ? Math.toIntExact(position + elements * tensor.datatype().byteSize())
            : BytesElements.skip(data, position, elements);
    ByteBuf piece = data.slice(position, end - position);
    position = end;
    return new TensorView(tensor.name(), tensor.datatype(), shape(rows), piece);
  }

  /** The shape of a piece, which is that of the piece before where requests are alike. */
  private Shape shape(int rows) {
    if (rows != shapeBefore.dim(0)) {
      shapeBefore = tensor.shape().withFirst(rows);
    }
    return shapeBefore;
  }
}
