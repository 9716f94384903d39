package io.gyre.loadtest.grpc;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** One request on its way. Each slot has one of these, which its requests use in turn. */
final class Http2Stream {
  private static final byte[] EMPTY = new byte[0];

  private final int slot;
  private int id;
  private @Nullable Http2Connection connection;
  private byte[] head = EMPTY;
  private byte[] request = EMPTY;
  private int sent;
  private long sendWindow;
  private long received;
  private @Nullable ByteBuf answer;

  Http2Stream(int slot) {
    this.slot = slot;
  }

  int slot() {
    return slot;
  }

  int id() {
    return id;
  }

  /** The connection that carries the present request; null between requests. */
  @Nullable Http2Connection connection() {
    return connection;
  }

  /**
   * Begins a request.
   *
   * @param id of the stream on {@code connection}
   * @param head its header block
   * @param request its message, framed
   * @param sendWindow bytes that the server takes before it must say so
   */
  void begin(Http2Connection connection, int id, byte[] head, byte[] request, long sendWindow) {
    this.connection = connection;
    this.id = id;
    this.head = head;
    this.request = request;
    this.sendWindow = sendWindow;
    sent = 0;
    received = 0;
  }

  /** Ends the request, and forgets what came of its answer. */
  void end() {
    connection = null;
    if (answer != null) {
      answer.release();
      answer = null;
    }
  }

  /** The header block. */
  byte[] head() {
    return head;
  }

  int unsent() {
    return request.length - sent;
  }

  long sendWindow() {
    return sendWindow;
  }

  void widenSendWindow(long bytes) {
    sendWindow += bytes;
  }

  /** Copies the next bytes of the request. */
  void write(ByteBuf out, int bytes) {
    out.writeBytes(request, sent, bytes);
    sent += bytes;
    sendWindow -= bytes;
  }

  /** Bytes of the answer so far. */
  long received() {
    return received;
  }

  /** Takes the next bytes of the answer. */
  void receive(ByteBuf data, boolean keep) {
    received += data.readableBytes();
    if (keep) {
      if (answer == null) {
        answer = data.alloc().buffer(data.readableBytes());
      }
      answer.writeBytes(data);
    }
  }

  /** A copy of what was kept of the answer, from byte {@code start} on. */
  byte[] answer(int start) {
    if (answer == null) {
      return EMPTY;
    }
    byte[] copy = new byte[Math.max(0, answer.readableBytes() - start)];
    answer.getBytes(answer.readerIndex() + start, copy);
    return copy;
  }
}
