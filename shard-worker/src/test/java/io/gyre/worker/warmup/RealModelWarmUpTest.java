package io.gyre.worker.warmup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gyre.loader.config.ConfigurationDefaults;
import io.gyre.loader.engine.ModelLoadException;
import io.gyre.loader.load.LoadOutcome;
import io.gyre.loader.load.LoadOutcome.LoadedUnit;
import io.gyre.loader.load.UnitLoader;
import io.gyre.loader.load.WarmUpReport;
import io.gyre.loader.onnxruntime.OnnxRuntimeEngine;
import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.loader.repository.RepositoryScanner;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Warm-up of real files: of a model that reads numbers from texts, and fails on others. */
class RealModelWarmUpTest {
  private static final Path EXAMPLES = Path.of("..", "examples", "models");
  private static final int ELEMENTS = 16;

  @TempDir private Path repository;
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private final OnnxRuntimeEngine engine = new OnnxRuntimeEngine(allocator);

  @AfterEach
  void everythingIsGivenBack() {
    engine.close();
    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }

  private WarmUpReport warmUp(String example, String addition, String text) throws Exception {
    Path model = repository.resolve(example);
    Files.createDirectories(model.resolve("1"));
    Files.createDirectories(model.resolve("warmup"));
    Path from = EXAMPLES.resolve(example);
    Files.copy(from.resolve("1/model.onnx"), model.resolve("1/model.onnx"));
    Files.writeString(
        model.resolve("config.pbtxt"), Files.readString(from.resolve("config.pbtxt")) + addition);
    texts(model.resolve("warmup/texts"), text);
    Catalogue catalogue =
        new RepositoryScanner(repository, InstantSource.system(), Duration.ZERO)
            .scan(Catalogue.EMPTY);
    ModelEntry entry = catalogue.model(example).orElseThrow();
    UnitLoader loader = new UnitLoader(List.of(engine), new ConfigurationDefaults(4, 1));
    LoadOutcome outcome = loader.load(entry, entry.versions().getFirst());
    WarmUp warmUp =
        new WarmUp(new WarmUpSettings(Duration.ofSeconds(20), true), allocator, System::nanoTime);
    try (LoadedUnit loaded = (LoadedUnit) outcome) {
      return warmUp.run(loaded);
    }
  }

  private static void texts(Path file, String text) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(ELEMENTS * (Integer.BYTES + text.length()))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < ELEMENTS; i++) {
      bytes.putInt(text.length()).put(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    Files.write(file, bytes.array());
  }

  private static String input(String name) {
    return "inputs { key: \""
        + name
        + "\" value: { data_type: TYPE_STRING dims: [16]"
        + " input_data_file: \"texts\" } }";
  }

  private static String sample() {
    return "\ndynamic_batching { }\nmodel_warmup [{ name: \"numbers\" batch_size: 2 count: 3 "
        + input("INPUT0")
        + input("INPUT1")
        + "}]";
  }

  @Test
  void withoutASampleOfTextsOneIsAskedFor() throws Exception {
    WarmUpReport report = warmUp("simple_string", "\ndynamic_batching { }", "");

    assertThat(report.usefulRows()).isEmpty();
    assertThat(report.notice().orElseThrow()).contains("model_warmup");
  }

  @Test
  void sampleOfTextsIsRunAndMeasured() throws Exception {
    WarmUpReport report = warmUp("simple_string", sample(), "42");

    assertThat(report.notice()).isEmpty();
    assertThat(report.usefulRows().orElseThrow()).isBetween(1, 8);
  }

  @Test
  void sampleThatTheModelFailsOnStopsTheLoadAndSaysWhy() {
    assertThatExceptionOfType(ModelLoadException.class)
        .isThrownBy(() -> warmUp("simple_string", sample(), "no number"))
        .withMessageContaining("model_warmup \"numbers\" (batch_size 2)")
        .withMessageContaining("Cast failed")
        .matches(ModelLoadException::fileAtFault);
  }

  @Test
  void numbersAreMadeUp() throws Exception {
    WarmUpReport report = warmUp("iris", "\ndynamic_batching { }", "");

    assertThat(report.notice()).isEmpty();
    assertThat(report.usefulRows().orElseThrow()).isBetween(2, 32);
  }

  @Test
  void whatTheServerFillsForSequencesIsMadeUp() throws Exception {
    assertThat(warmUp("running_sum", "", "").notice()).isEmpty();
    assertThat(warmUp("simple_sequence", "", "").notice()).isEmpty();
  }

  @Test
  void sampleOfASequenceMaySayWhatTheServerFills() throws Exception {
    String number = "value: { data_type: TYPE_INT32 dims: [1] zero_data: true } }";
    String sample =
        "\nmodel_warmup [{ name: \"next\" batch_size: 2 inputs { key: \"INPUT\" %s inputs { key:"
            + " \"START\" %s }]";
    assertThat(warmUp("simple_sequence", sample.formatted(number, number), "").notice()).isEmpty();
  }
}
