package io.gyre.router.grpc;

import io.grpc.Codec;
import io.grpc.CompressorRegistry;
import io.grpc.DecompressorRegistry;

/** The message encodings that the front door reads and writes: identity, gzip, deflate. */
final class MessageEncodings {
  private MessageEncodings() {}

  static CompressorRegistry compressors() {
    CompressorRegistry compressors = CompressorRegistry.newEmptyInstance();
    compressors.register(Codec.Identity.NONE);
    compressors.register(new Codec.Gzip());
    compressors.register(new Deflate());
    return compressors;
  }

  static DecompressorRegistry decompressors() {
    return DecompressorRegistry.getDefaultInstance().with(new Deflate(), true);
  }
}
