package io.gyre.cli.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gyre.loader.engine.ModelLoadException;
import io.gyre.loader.onnxruntime.OnnxRuntimeEngine;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** Tuning of the bundled examples, on the real engine. */
class ModelTuningTest {
  private static final Path EXAMPLES = Path.of("..", "examples", "models");

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private final OnnxRuntimeEngine engine = new OnnxRuntimeEngine(allocator);

  @AfterEach
  void everythingIsGivenBack() {
    engine.close();
    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }

  private TuneReport tune(String model, TuneProgress progress) throws Exception {
    TuneTarget target = TuneTarget.find(EXAMPLES, model);
    return new ModelTuning(engine, allocator, 4, 2)
        .tune(target.model(), target.version(), Duration.ofMillis(300), progress);
  }

  @Test
  void everyCandidateIsMeasuredAndTheLinesToPasteFollow() throws Exception {
    List<Candidate> tried = new ArrayList<>();
    TuneReport report = tune("iris", (_, candidate) -> tried.add(candidate));

    assertThat(report.measured())
        .hasSize(18)
        .allSatisfy(one -> {
          assertThat(one.rowsPerSecond()).isPositive();
          assertThat(one.p99Micros()).isGreaterThanOrEqualTo(one.p50Micros());
          assertThat(one.trials()).isGreaterThanOrEqualTo(2);
        });
    assertThat(tried).containsAll(Candidates.of(32, 2));
    assertThat(report.configuration())
        .contains("max_batch_size: 32", "preferred_batch_size", "count:", "intra_op_thread_count");
    assertThat(TuneTable.of(report)).contains("BATCH", "ROWS/S", report.configuration().indent(2));
  }

  @Test
  void chartIsWellFormed() throws Exception {
    String svg = TuneChart.svg(tune("iris", (_, _) -> {}));

    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    assertThat(document.getElementsByTagName("polyline").getLength()).isEqualTo(3);
  }

  @Test
  void modelWhoseInputsCannotBeMadeUpSaysWhatIsNeeded() {
    assertThatExceptionOfType(ModelLoadException.class)
        .isThrownBy(() -> tune("simple_identity", (_, _) -> {}))
        .withMessageContaining("INPUT0")
        .withMessageContaining("model_warmup");
  }

  @Test
  void unknownModelSaysWhichThereAre() {
    assertThatExceptionOfType(ModelLoadException.class)
        .isThrownBy(() -> tune("irises", (_, _) -> {}))
        .withMessageContaining("irises")
        .withMessageContaining("iris, running_sum, simple");
  }
}
