package io.gyre.loadtest.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Frames the requests of one connection into one buffer between flushes, as far as the server's
 * windows allow.
 */
final class RequestWriter {
  private static final int FIRST_SIZE = 16 * 1024;

  private final ChannelHandlerContext context;
  private final ArrayDeque<Http2Stream> blocked = new ArrayDeque<>();
  private @Nullable ByteBuf out;
  private long window = Http2CodecUtil.DEFAULT_WINDOW_SIZE;
  private long streamWindow = Http2CodecUtil.DEFAULT_WINDOW_SIZE;
  private int largestFrame = Http2CodecUtil.DEFAULT_MAX_FRAME_SIZE;

  RequestWriter(ChannelHandlerContext context) {
    this.context = context;
  }

  /** Bytes that the server takes on a new stream. */
  long streamWindow() {
    return streamWindow;
  }

  /** Writes a request's headers, and what may be sent of its message. */
  void begin(Http2Stream stream) {
    ByteBuf buffer = buffer();
    byte[] headers = stream.head();
    frame(buffer, headers.length, Http2FrameTypes.HEADERS, Http2Flags.END_HEADERS, stream.id());
    buffer.writeBytes(headers);
    if (!blocked.isEmpty() || !writeMessage(stream)) {
      blocked.add(stream);
    }
  }

  /** Forgets a request that ended before it was sent whole. */
  void forget(Http2Stream stream) {
    if (stream.unsent() > 0) {
      blocked.remove(stream);
    }
  }

  /** Takes over the server's limits; returns by how much the window of every stream changed. */
  long apply(Http2Settings settings) {
    Integer frameSize = settings.maxFrameSize();
    if (frameSize != null) {
      largestFrame = frameSize;
    }
    Integer initial = settings.initialWindowSize();
    if (initial == null) {
      return 0;
    }
    long change = initial - streamWindow;
    streamWindow = initial;
    return change;
  }

  /** Lets the connection send {@code bytes} more. */
  void widen(int bytes) {
    window += bytes;
    resume();
  }

  /** Goes on with requests that waited for a window. */
  void resume() {
    for (int left = blocked.size(); left > 0 && window > 0; left--) {
      Http2Stream stream = blocked.remove();
      if (!writeMessage(stream)) {
        blocked.add(stream);
      }
    }
    flush();
  }

  /** Hands what was written to the socket. */
  void flush() {
    if (out != null) {
      context.writeAndFlush(out, context.voidPromise());
      out = null;
    }
  }

  /** Drops what was not handed over. */
  void close() {
    if (out != null) {
      out.release();
      out = null;
    }
    blocked.clear();
  }

  private boolean writeMessage(Http2Stream stream) {
    while (stream.unsent() > 0) {
      long allowed = Math.min(window, stream.sendWindow());
      int bytes = (int) Math.min(Math.min(allowed, largestFrame), stream.unsent());
      if (bytes <= 0) {
        return false;
      }
      ByteBuf buffer = buffer();
      short flags = bytes == stream.unsent() ? Http2Flags.END_STREAM : 0;
      frame(buffer, bytes, Http2FrameTypes.DATA, flags, stream.id());
      stream.write(buffer, bytes);
      window -= bytes;
    }
    return true;
  }

  private ByteBuf buffer() {
    if (out == null) {
      out = context.alloc().directBuffer(FIRST_SIZE);
    }
    return out;
  }

  private static void frame(ByteBuf buffer, int length, byte type, short flags, int stream) {
    buffer.writeMedium(length).writeByte(type).writeByte(flags).writeInt(stream);
  }
}
