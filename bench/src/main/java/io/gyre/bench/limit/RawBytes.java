package io.gyre.bench.limit;

import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Carries gRPC messages as byte arrays. */
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
    return new ByteArrayInputStream(message);
  }

  @Override
  public byte[] parse(InputStream stream) {
    try {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
