package io.gyre.router.numbers;

import io.netty.buffer.ByteBuf;

/**
 * A stretch of a document in an array, which moves forward over the document. Behind the stretch
 * lies a zero, which is part of nothing that JSON has, so that whoever reads on needs no bounds.
 */
final class Window {
  /** So many bytes, or all that are left, lie in one piece from where the window was moved to. */
  static final int REACH = 128;

  private static final int SIZE = 2048;

  private final ByteBuf document;
  private final int end;
  private final byte[] bytes;
  private int offset;
  private int limit;
  private int edge = -1;

  /** A window on the bytes from {@code start} to the document's writer index. */
  Window(ByteBuf document, int start) {
    this.document = document;
    offset = start;
    end = document.writerIndex();
    bytes = new byte[Math.min(SIZE, end - start) + 1];
  }

  /** What the window shows; the same array for as long as the window is used. */
  byte[] bytes() {
    return bytes;
  }

  /** The place in the document of the byte at {@code at}. */
  int index(int at) {
    return offset + at;
  }

  /** Moves on where too little is left behind {@code at}; returns where that byte is now. */
  int reach(int at) {
    return at <= edge ? at : move(at);
  }

  private int move(int at) {
    int kept = limit - at;
    System.arraycopy(bytes, at, bytes, 0, kept);
    offset += at;
    int more = Math.min(bytes.length - 1 - kept, end - offset - kept);
    document.getBytes(offset + kept, bytes, kept, more);
    limit = kept + more;
    bytes[limit] = 0;
    edge = offset + limit == end ? limit : limit - REACH;
    return 0;
  }
}
