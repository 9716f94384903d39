package io.gyre.bench.version;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.gyre.proto.inference.ModelInferResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AnswerJudgeTest {
  private long now;
  private final AnswerJudge judge = new AnswerJudge(() -> now);

  private void answer(String version, float... numbers) {
    ByteBuffer raw =
        ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(numbers);
    assertThat(
            judge.problem(
                ModelInferResponse.newBuilder()
                    .setModelVersion(version)
                    .addRawOutputContents(ByteString.copyFrom(raw))
                    .build()
                    .toByteArray()))
        .isNull();
  }

  @Test
  void answersOfOneVersionAreItsOwn() {
    answer("1", 1, 1, 1);
    answer("2", 2, 2, 2);
    assertThat(judge.newest()).isEqualTo(2);
    assertThat(judge.mixed()).isZero();
  }

  @Test
  void anAnswerOfTwoVersionsIsMixed() {
    answer("2", 2, 2, 2);
    answer("2", 2, 2, 1);
    answer("2", 1, 1, 1);
    assertThat(judge.problem(new byte[] {1, 2, 3})).isNull();
    assertThat(judge.mixed()).isEqualTo(3);
  }

  @Test
  void anOlderVersionMayAnswerWhatWasSentBeforeTheFlipAndNoLongerThanThat() {
    answer("2", 2);
    now = Duration.ofSeconds(1).toNanos();
    answer("1", 1);
    assertThat(judge.mixed()).isZero();
    now = Duration.ofSeconds(3).toNanos();
    answer("1", 1);
    assertThat(judge.mixed()).isEqualTo(1);
    assertThat(judge.newest()).isEqualTo(2);
  }
}
