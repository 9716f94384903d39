package io.gyre.inference.grpc;

import io.grpc.Detachable;
import io.grpc.HasByteBuffer;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import io.gyre.inference.response.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages over from gRPC: without copying where the transport has them in buffers, else (a
 * compressed message) with one copy into a pooled buffer. Never throws for what a message contains.
 */
public final class InboundMarshaller implements Marshaller<InboundMessage> {
  private static final int CHUNK_BYTES = 1 << 16;

  private final ByteBufAllocator allocator;
  private final MessageSizeLimit limit;

  public InboundMarshaller(ByteBufAllocator allocator, MessageSizeLimit limit) {
    this.allocator = allocator;
    this.limit = limit;
  }

  @Override
  public InputStream stream(InboundMessage message) {
    throw new UnsupportedOperationException("an inbound message is never sent");
  }

  @Override
  public InboundMessage parse(InputStream stream) {
    InboundMessage taken = takeOver(stream);
    return taken == null ? copy(stream) : taken;
  }

  /** The message in the transport's own buffers; null where the stream doesn't offer them. */
  private @Nullable InboundMessage takeOver(InputStream stream) {
    if (!(stream instanceof KnownLength)
        || !(stream instanceof Detachable detachable)
        || !(stream instanceof HasByteBuffer buffers)
        || !buffers.byteBufferSupported()
        || !stream.markSupported()) {
      return null;
    }
    try {
      if (stream.available() > limit.bytes()) {
        return new InboundMessage.Unreadable(limit.exceeded(stream.available()));
      }
      InputStream detached = detachable.detach();
      ByteBuf bytes = wrap(detached);
      return new ReceivedMessage(bytes, () -> closeStream(detached));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // bytes in memory can't fail to be read
    }
  }

  private static ByteBuf wrap(InputStream detached) throws IOException {
    int length = detached.available();
    ByteBuffer first = ((HasByteBuffer) detached).getByteBuffer();
    if (first != null && first.remaining() == length) {
      return Unpooled.wrappedBuffer(first);
    }
    return wrapParts(detached, length);
  }

  private static ByteBuf wrapParts(InputStream detached, int length) throws IOException {
    List<ByteBuffer> parts = new ArrayList<>();
    int left = length;
    detached.mark(left); // keeps the buffers that are skipped
    while (left > 0) {
      ByteBuffer part = Objects.requireNonNull(((HasByteBuffer) detached).getByteBuffer());
      parts.add(part);
      left -= (int) detached.skip(part.remaining());
    }
    detached.reset();
    return Unpooled.wrappedBuffer(Math.max(1, parts.size()), parts.toArray(new ByteBuffer[0]));
  }

  private static void closeStream(InputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private InboundMessage copy(InputStream stream) {
    ByteBuf bytes = allocator.buffer(CHUNK_BYTES);
    try {
      while (bytes.writeBytes(stream, CHUNK_BYTES) >= 0) {
        if (bytes.readableBytes() > limit.bytes()) {
          Refusal refusal = limit.exceeded(bytes.readableBytes());
          bytes.release();
          return new InboundMessage.Unreadable(refusal);
        }
      }
      return new ReceivedMessage(bytes, bytes::release);
    } catch (IOException | RuntimeException e) {
      bytes.release();
      return new InboundMessage.Unreadable(
          Refusal.invalid("the message can't be decompressed: " + e.getMessage()));
    }
  }
}
