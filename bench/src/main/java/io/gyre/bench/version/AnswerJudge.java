package io.gyre.bench.version;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gyre.loadtest.run.AnswerCheck;
import io.gyre.proto.inference.ModelInferResponse;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Judges answers over gRPC of a model whose every number is its version. One is mixed whose numbers
 * aren't all that of the version that it names, or that is of a version that was replaced long ago.
 */
public final class AnswerJudge implements AnswerCheck {
  /** Longer than a request lasts, so that one sent later has found the newer version. */
  private static final long LONG_AGO = 2_000_000_000L;

  private final LongSupplier nanoTime;
  private final LongAdder mixed = new LongAdder();
  private volatile long newest;
  private volatile long since;

  public AnswerJudge(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Counts the answer; it never calls one wrong, which would be counted as a failure. */
  @Override
  public @Nullable String problem(byte[] answer) {
    long version = version(answer);
    if (version > newest) {
      answered(version);
    } else if (version < newest && (version < 1 || nanoTime.getAsLong() - since > LONG_AGO)) {
      mixed.increment();
    }
    return null;
  }

  private synchronized void answered(long version) {
    if (version > newest) {
      since = nanoTime.getAsLong();
      newest = version;
    }
  }

  /** The version that made the answer, or 0 where that is no single one. */
  private static long version(byte[] answer) {
    try {
      ModelInferResponse response = ModelInferResponse.parseFrom(answer);
      FloatBuffer numbers =
          response
              .getRawOutputContents(0)
              .asReadOnlyByteBuffer()
              .order(ByteOrder.LITTLE_ENDIAN)
              .asFloatBuffer();
      long version = Long.parseLong(response.getModelVersion());
      while (numbers.hasRemaining()) {
        if (numbers.get() != version) {
          return 0;
        }
      }
      return version;
    } catch (InvalidProtocolBufferException | RuntimeException e) {
      return 0;
    }
  }

  /** The newest version that has answered. */
  public long newest() {
    return newest;
  }

  /** Answers that were of no single version, or too late of an older one. */
  public long mixed() {
    return mixed.sum();
  }
}
