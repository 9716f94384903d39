package io.gyre.bench.limit;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Carries gRPC messages as byte arrays, at the least cost. */
final class RawBytes implements MethodDescriptor.Marshaller<byte[]> {
  private RawBytes() {}

  /** A unary method whose messages are byte arrays. */
  static MethodDescriptor<byte[], byte[]> method(String fullName) {
    RawBytes marshaller = new RawBytes();
    return MethodDescriptor.<byte[], byte[]>newBuilder(marshaller, marshaller)
        .setFullMethodName(fullName)
        .setType(MethodDescriptor.MethodType.UNARY)
        .build();
  }

  @Override
  public InputStream stream(byte[] message) {
    return new Message(message);
  }

  @Override
  public byte[] parse(InputStream stream) {
    try {
      // To the end it would be read through a buffer of 16 KB, which no limit should pay for.
      return stream.readNBytes(stream.available());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A message that gRPC takes over whole, without a buffer in between. */
  private static final class Message extends ByteArrayInputStream
      implements Drainable, KnownLength {
    Message(byte[] bytes) {
      super(bytes);
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      int length = available();
      target.write(buf, pos, length);
      pos += length;
      return length;
    }
  }
}
