package io.gyre.inference.wire;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * One message ready to send, made of parts that stay where they are until they are drained. Closing
 * it, or draining it to the end, releases what the parts point into, once.
 */
public final class MessageStream extends InputStream implements Drainable, KnownLength {
  private final List<ByteBuf> parts;
  private final Runnable release;
  private int part;
  private int offset;
  private int remaining;
  private boolean closed;

  /**
   * A message of {@code parts}, whose indices are never moved.
   *
   * @param release runs once, when the parts are needed no longer
   */
  MessageStream(List<ByteBuf> parts, Runnable release) {
    this.parts = parts;
    this.release = release;
    this.remaining = length(parts);
  }

  /**
   * Bytes of all parts.
   *
   * @throws ArithmeticException where they are too many for a message
   */
  static int length(List<ByteBuf> parts) {
    int length = 0;
    for (ByteBuf part : parts) {
      length = Math.addExact(length, part.readableBytes());
    }
    return length;
  }

  @Override
  public int available() {
    return remaining;
  }

  @Override
  public int read() {
    if (!advance()) {
      return -1;
    }
    ByteBuf current = parts.get(part);
    int value = current.getUnsignedByte(current.readerIndex() + offset);
    pass(1);
    return value;
  }

  @Override
  public int read(byte[] target, int start, int length) {
    if (length == 0) {
      return 0;
    }
    if (!advance()) {
      return -1;
    }
    ByteBuf current = parts.get(part);
    int count = Math.min(length, current.readableBytes() - offset);
    current.getBytes(current.readerIndex() + offset, target, start, count);
    pass(count);
    return count;
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    int drained = 0;
    while (advance()) {
      ByteBuf current = parts.get(part);
      int count = current.readableBytes() - offset;
      current.getBytes(current.readerIndex() + offset, target, count);
      pass(count);
      drained += count;
    }
    close();
    return drained;
  }

  /** Steps over parts that are used up; false at the end. */
  private boolean advance() {
    if (closed || remaining == 0) {
      return false;
    }
    while (offset == parts.get(part).readableBytes()) {
      part++;
      offset = 0;
    }
    return true;
  }

  private void pass(int count) {
    offset += count;
    remaining -= count;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      release.run();
    }
  }
}
