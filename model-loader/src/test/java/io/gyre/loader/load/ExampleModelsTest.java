package io.gyre.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.loader.config.ConfigurationDefaults;
import io.gyre.loader.config.ModelConfiguration;
import io.gyre.loader.load.LoadOutcome.LoadedUnit;
import io.gyre.loader.onnxruntime.OnnxRuntimeEngine;
import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.loader.repository.RepositoryScanner;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The models that ship with the project, from their folders to their resolved configuration. */
final class ExampleModelsTest {
  private static final Path EXAMPLES = Path.of("..", "examples", "models");

  @Test
  void everyExampleLoadsAndShowsItsWholeConfiguration() throws Exception {
    Catalogue catalogue =
        new RepositoryScanner(EXAMPLES, InstantSource.system(), Duration.ZERO)
            .scan(Catalogue.EMPTY);
    assertThat(catalogue.problem()).isEmpty();
    assertThat(catalogue.models()).containsKeys("digits", "diabetes", "iris", "simple");
    try (OnnxRuntimeEngine engine = new OnnxRuntimeEngine(PooledByteBufAllocator.DEFAULT)) {
      UnitLoader loader = new UnitLoader(List.of(engine), new ConfigurationDefaults(4, 1));
      for (ModelEntry model : catalogue.models().values()) {
        LoadOutcome outcome = loader.load(model, model.versions().getLast());
        assertThat(outcome).as(model.name()).isInstanceOf(LoadedUnit.class);
        try (LoadedUnit loaded = (LoadedUnit) outcome) {
          check(model, loaded.configuration());
        }
      }
    }
  }

  private static void check(ModelEntry model, ModelConfiguration configuration) {
    assertThat(configuration.notices()).as(model.name()).isEmpty();
    assertThat(configuration.batches()).as(model.name()).isTrue();
    assertThat(configuration.shown().getName()).isEqualTo(model.name());
    assertThat(configuration.shown().getInputList()).isNotEmpty();
    assertThat(configuration.shown().getOutputList())
        .allSatisfy(output -> assertThat(output.getDataTypeValue()).isPositive());
    if (model.name().equals("digits")) {
      assertThat(configuration.outputs().getFirst().labels()).hasSize(10);
    }
  }
}
