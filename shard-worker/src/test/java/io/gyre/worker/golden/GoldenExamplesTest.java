package io.gyre.worker.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.loader.config.ConfigurationDefaults;
import io.gyre.loader.load.LoadOutcome.LoadedUnit;
import io.gyre.loader.load.UnitLoader;
import io.gyre.loader.onnxruntime.OnnxRuntimeEngine;
import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.loader.repository.RepositoryScanner;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The answers that are written beside the bundled examples, replayed as golden requests. */
class GoldenExamplesTest {
  private static final Path EXAMPLES = Path.of("..", "examples");

  @ParameterizedTest
  @ValueSource(strings = {"diabetes", "digits", "iris", "simple_int8", "simple_string", "tickets"})
  void pass(String model) throws Exception {
    UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    Catalogue catalogue =
        new RepositoryScanner(EXAMPLES.resolve("models"), InstantSource.system(), Duration.ZERO)
            .scan(Catalogue.EMPTY);
    ModelEntry entry = catalogue.model(model).orElseThrow();
    Path file = EXAMPLES.resolve("expected").resolve(model + ".json");
    try (OnnxRuntimeEngine engine = new OnnxRuntimeEngine(allocator);
        LoadedUnit loaded =
            (LoadedUnit)
                new UnitLoader(List.of(engine), new ConfigurationDefaults(4, 1))
                    .load(entry, entry.versions().getLast())) {
      GoldenReport report =
          new GoldenCheck(allocator, System::nanoTime)
              .run(loaded, new TreeMap<>(Map.of(file.toString(), file)));
      assertThat(report.requests()).isPositive();
      assertThat(report.nanos()).isPositive();
    }
    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }
}
