package io.gyre.loader.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;
import io.gyre.loader.config.WarmUpSample.Data;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WarmUpSamplesTest {
  private static final Signature MODEL =
      new Signature(
          List.of(
              new TensorSpec("X", Datatype.FP32, Shape.of(-1, -1, 2)),
              new TensorSpec("T", Datatype.BYTES, Shape.of(-1, 1))),
          List.of(new TensorSpec("Y", Datatype.FP32, Shape.of(-1, 2))),
          Map.of(),
          Set.of());
  private static final String TEXT =
      "inputs { key: \"T\" value: { data_type: TYPE_STRING dims: [1] zero_data: true } }";

  @TempDir private Path directory;

  private static String sample(String x) {
    return "max_batch_size: 8\nmodel_warmup [{ name: \"s\" batch_size: 4\n"
        + TEXT
        + "\n"
        + x
        + "\n}]";
  }

  private static String x(String input) {
    return "inputs { key: \"X\" value: { " + input + " } }";
  }

  private Resolution resolve(String text) {
    return new ConfigurationResolver(new ConfigurationDefaults(4, 1))
        .resolve("m", directory, ConfigurationFile.parse("m", text), MODEL);
  }

  private String mistakes(String text) {
    return ((Resolution.Refused) resolve(text)).mistakes().toString();
  }

  private WarmUpSample only(String text) {
    return ((Resolution.Resolved) resolve(text)).configuration().warmUp().getFirst();
  }

  @Test
  void sampleIsTakenAsWritten() throws IOException {
    Files.createDirectories(directory.resolve("warmup/deep"));
    Path data = Files.write(directory.resolve("warmup/deep/x"), new byte[24]);
    String written =
        sample(x("data_type: TYPE_FP32 dims: [3, 2] input_data_file: \"deep/x\"") + " count: 5");

    WarmUpSample sample = only(written);

    assertThat(sample.name()).isEqualTo("s");
    assertThat(sample.rows()).isEqualTo(4);
    assertThat(sample.count()).isEqualTo(5);
    assertThat(sample.inputs())
        .containsEntry("X", new WarmUpSample.Input(Shape.of(3, 2), new Data.Contents(data)))
        .containsEntry("T", new WarmUpSample.Input(Shape.of(1), new Data.Zeros()));
    assertThat(ConfigurationFile.parse("m", written).namedFiles()).containsExactly("warmup/deep/x");
  }

  @Test
  void whatIsLeftOutIsOne() {
    String written =
        sample(x("data_type: TYPE_FP32 dims: [1, 2] random_data: true"))
            .replace("batch_size: 4", "");
    assertThat(only(written))
        .extracting(WarmUpSample::rows, WarmUpSample::count)
        .containsExactly(1, 1);
  }

  @Test
  void wrongSamplesSayWhereAndWhatIsExpected() {
    String fine = x("data_type: TYPE_FP32 dims: [1, 2] zero_data: true");
    assertThat(mistakes(sample(fine).replace("batch_size: 4", "batch_size: 9")))
        .contains("config.pbtxt:2: model_warmup[0].batch_size: expected 1 to 8", "found 9");
    assertThat(mistakes(sample(fine).replace("batch_size: 4", "batch_size: 0")))
        .contains("found 0");
    assertThat(mistakes(sample(fine + " count: 4000000000"))).contains("model_warmup[0].count");
    assertThat(mistakes(sample(fine).replace("\"X\"", "\"Z\"")))
        .contains("inputs[\"Z\"]: expected the name of an input of the model (\"X\", \"T\")")
        .contains("none named \"X\"");
    assertThat(mistakes(sample(fine.replace("TYPE_FP32", "TYPE_INT8"))))
        .contains("data_type: expected TYPE_FP32, the input's, found TYPE_INT8");
    for (String dims : List.of("[2]", "[1, 3]", "[-1, 2]", "[0, 2]", "[8000000000000000000, 2]")) {
      assertThat(mistakes(sample(fine.replace("[1, 2]", dims))))
          .contains("dims: expected [-1,2] with a size for each -1");
    }
    assertThat(mistakes(sample(fine.replace("zero_data: true", ""))))
        .contains("expected zero_data, random_data or input_data_file, found none of them");
  }

  @Test
  void dataComesFromAFileOfTheFolderThatHasOneRow() throws IOException {
    Files.createDirectories(directory.resolve("warmup"));
    Files.write(directory.resolve("warmup/short"), new byte[7]);
    Files.write(directory.resolve("outside"), new byte[8]);

    assertThat(mistakes(sample(file("missing")))).contains("no file warmup/missing");
    assertThat(mistakes(sample(file("../outside"))))
        .contains("a path that stays within its folder");
    assertThat(mistakes(sample(file("/etc/hostname"))))
        .contains("a path that stays within its folder");
    assertThat(mistakes(sample(file("short"))))
        .contains("expected 8 bytes, one row of FP32 [1,2], found warmup/short with 7 bytes");
    assertThat(ConfigurationFile.parse("m", sample(file("../outside"))).namedFiles()).isEmpty();
  }

  private static String file(String name) {
    return x("data_type: TYPE_FP32 dims: [1, 2] input_data_file: \"" + name + "\"");
  }
}
