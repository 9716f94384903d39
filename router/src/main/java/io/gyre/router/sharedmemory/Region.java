package io.gyre.router.sharedmemory;

import io.netty.buffer.ByteBuf;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;

/**
 * A registered piece of a client's shared memory. Each request that uses it holds a reference, so
 * that unregistering closes the file after the last of them.
 *
 * <p>Bytes are copied in and out through the file rather than mapped: a client that shrinks its
 * file, or writes to it while a request runs, then harms that request and not the process.
 */
final class Region extends AbstractReferenceCounted {
  private final String key;
  private final long offset;
  private final long byteSize;
  private final FileChannel file;

  Region(String key, long offset, long byteSize, FileChannel file) {
    this.key = key;
    this.offset = offset;
    this.byteSize = byteSize;
    this.file = file;
  }

  String key() {
    return key;
  }

  /** The region's first byte in the file. */
  long offset() {
    return offset;
  }

  long byteSize() {
    return byteSize;
  }

  /** Whether {@code length} bytes from {@code start} are all of the region. */
  boolean holds(long start, long length) {
    return start >= 0 && length >= 0 && start <= byteSize && length <= byteSize - start;
  }

  /**
   * Appends {@code length} bytes of the region to {@code target}.
   *
   * @throws IOException where the file no longer has them
   */
  void read(long start, int length, ByteBuf target) throws IOException {
    int done = 0;
    while (done < length) {
      int count = target.writeBytes(file, offset + start + done, length - done);
      if (count <= 0) {
        throw new IOException("the file ends after %d bytes".formatted(offset + start + done));
      }
      done += count;
    }
  }

  /**
   * Puts the bytes of {@code source} into the region, without moving its indices.
   *
   * @throws IOException where the file no longer has room for them
   */
  void write(long start, ByteBuf source) throws IOException {
    int length = source.readableBytes();
    if (offset + start + length > file.size()) {
      throw new IOException("the file ends after %d bytes".formatted(file.size()));
    }
    int done = 0;
    while (done < length) {
      done +=
          source.getBytes(source.readerIndex() + done, file, offset + start + done, length - done);
    }
  }

  @Override
  protected void deallocate() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public ReferenceCounted touch(Object hint) {
    return this;
  }
}
