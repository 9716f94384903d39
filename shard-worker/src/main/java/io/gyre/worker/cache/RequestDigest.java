package io.gyre.worker.cache;

import io.gyre.inference.tensor.TensorView;
import io.gyre.worker.validation.OutputChoice;
import io.gyre.worker.validation.ValidRequest;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * What a unit's answer depends on, as SHA-256: requests with equal digests are equal, since nobody
 * can make two that differ. So inputs need neither be kept nor compared.
 *
 * @param first the digest's first eight bytes, and so on
 */
record RequestDigest(long first, long second, long third, long fourth) {
  private static final int LEFT_OUT = -1;

  /**
   * The digest of a request. Names and datatypes are those of the unit's inputs, in whose order the
   * tensors are, and so need not be part of it.
   *
   * @param outputs number of the unit's outputs
   */
  static RequestDigest of(ValidRequest request, int outputs) {
    MessageDigest sha = sha256();
    for (@Nullable TensorView input : request.inputs()) {
      add(sha, input);
    }
    sha.update(choice(request.outputs(), outputs));
    ByteBuffer digest = ByteBuffer.wrap(sha.digest());
    return new RequestDigest(
        digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong());
  }

  /** Every tensor tells its length before its bytes, so that no two requests read the same. */
  private static void add(MessageDigest sha, @Nullable TensorView input) {
    if (input == null) {
      sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(LEFT_OUT).flip());
      return;
    }
    ByteBuf data = input.data();
    int rank = input.shape().rank();
    ByteBuffer header = ByteBuffer.allocate((rank + 1) * Long.BYTES + Integer.BYTES).putInt(rank);
    for (int axis = 0; axis < rank; axis++) {
      header.putLong(input.shape().dim(axis));
    }
    sha.update(header.putLong(data.readableBytes()).flip());
    for (ByteBuffer part : data.nioBuffers(data.readerIndex(), data.readableBytes())) {
      sha.update(part);
    }
  }

  private static ByteBuffer choice(OutputChoice chosen, int outputs) {
    ByteBuffer choice = ByteBuffer.allocate(outputs * Integer.BYTES);
    for (int output = 0; output < outputs; output++) {
      choice.putInt(chosen.wants(output) ? chosen.bestClasses(output) : LEFT_OUT);
    }
    return choice.flip();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
