package io.gyre.loader.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ConfigurationFuzzTest {
  private static final String VALID =
      """
      name: "m"
      backend: "onnxruntime"
      max_batch_size: 8
      input [
        { name: "A" data_type: TYPE_FP32 dims: [ -1, 4 ] reshape: { shape: [ -1, 2, 2 ] } },
        { name: "B" data_type: TYPE_STRING dims: [ 16 ] optional: true }
      ]
      output [ { name: "Y" data_type: TYPE_FP32 dims: [ 1 ] reshape: { shape: [] } } ]
      version_policy: { specific: { versions: [ 1, 3 ] } }
      instance_group [ { count: 2 kind: KIND_CPU } ]
      dynamic_batching {
        preferred_batch_size: [ 2, 8 ] max_queue_delay_microseconds: 100 priority_levels: 2
        default_priority_level: 1 priority_queue_policy { key: 1 value { max_queue_size: 3 } }
      }
      parameters { key: "intra_op_thread_count" value: { string_value: "2" } }
      optimization { graph { level: 1 } }
      """;
  private static final Signature SIGNATURE =
      new Signature(
          List.of(
              new TensorSpec("A", Datatype.FP32, Shape.of(-1, -1, 2, 2)),
              new TensorSpec("B", Datatype.BYTES, Shape.of(-1, 16))),
          List.of(new TensorSpec("Y", Datatype.FP32, Shape.of(-1))),
          Map.of(),
          Set.of());
  private static final String[] PIECES = {
    "{",
    "}",
    "[",
    "]",
    ":",
    "\"",
    "-1",
    "0",
    "9223372036854775807",
    "99999999999999999999",
    "name",
    "dims",
    "\u0000",
    "\\",
    "'",
    "1e9",
    "nan",
    "true",
    "TYPE_FP32",
    "TYPE_NONE",
    "#",
    "<",
    ">",
    ",",
    "[x.y/z]",
    "\ud800",
    "max_batch_size: -3",
    "sequence_batching {}",
    "/",
    "..",
    "\n"
  };

  @Test
  void theUnmutatedConfigurationIsValid() {
    assertThat(resolve(VALID)).isInstanceOf(Resolution.Resolved.class);
  }

  @Test
  void mutatedConfigurationsAreResolvedOrRefusedAndNothingElse() {
    Random random = new Random(20_260_301);
    int refused = 0;
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder(VALID);
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        mutate(text, random);
      }
      if (resolve(text.toString()) instanceof Resolution.Refused(List<Mistake> mistakes)) {
        assertThat(mistakes).isNotEmpty();
        refused++;
      }
    }
    assertThat(refused).isBetween(2_500, 4_999);
  }

  @Test
  void deepNestingIsRefused() {
    String deep = "input ".concat("{ reshape ".repeat(100_000));
    assertThat(resolve(deep)).isInstanceOf(Resolution.Refused.class);
    assertThat(resolve("unknown " + "{ a ".repeat(100_000))).isInstanceOf(Resolution.Refused.class);
    assertThat(resolve("unknown: " + "[".repeat(100_000))).isInstanceOf(Resolution.Refused.class);
  }

  private static void mutate(StringBuilder text, Random random) {
    int from = random.nextInt(text.length());
    int to = Math.min(text.length(), from + random.nextInt(8));
    switch (random.nextInt(4)) {
      case 0 -> text.delete(from, to);
      case 1 -> text.insert(from, PIECES[random.nextInt(PIECES.length)]);
      case 2 -> text.replace(from, to, PIECES[random.nextInt(PIECES.length)]);
      default -> text.insert(from, text.substring(from, to));
    }
  }

  private static Resolution resolve(String text) {
    return new ConfigurationResolver(new ConfigurationDefaults(4, 1))
        .resolve("m", Path.of("nowhere"), ConfigurationFile.parse("m", text), SIGNATURE);
  }
}
