package io.gyre.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;
import io.gyre.loader.config.ConfigurationDefaults;
import io.gyre.loader.engine.EngineOptions;
import io.gyre.loader.engine.FakeEngine;
import io.gyre.loader.load.LoadOutcome.LoadFailure;
import io.gyre.loader.load.LoadOutcome.LoadedUnit;
import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.loader.repository.RepositoryScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnitLoaderTest {
  @TempDir private Path repository;

  private final FakeEngine engine =
      new FakeEngine(
          List.of(new TensorSpec("X", Datatype.FP32, Shape.of(-1, 4))),
          List.of(new TensorSpec("Y", Datatype.FP32, Shape.of(-1, 4))));
  private final UnitLoader loader =
      new UnitLoader(List.of(engine), new ConfigurationDefaults(4, 2));

  @AfterEach
  void everyModelThatWasNotHandedOverIsClosed() {
    assertThat(engine.openModels()).isZero();
  }

  @Test
  void loadsAVersionThatTheCatalogueOffers() throws IOException {
    write("m/3/model.onnx", "good");
    ModelEntry model = scan();
    LoadOutcome outcome = load(model);
    assertThat(outcome).isInstanceOf(LoadedUnit.class);
    try (LoadedUnit loaded = (LoadedUnit) outcome) {
      assertThat(loaded.unit()).isEqualTo(model.versions().getFirst().unit());
      assertThat(loaded.configuration().maxBatchSize()).isEqualTo(4);
      assertThat(engine.options())
          .containsExactly(new EngineOptions(new EngineOptions.Device.Cpu(), 2, Map.of()));
    }
  }

  @Test
  void opensAnotherFileWhereTheConfigurationNamesOne() throws IOException {
    write("m/config.pbtxt", "default_model_filename: \"net.onnx\"");
    write("m/1/net.onnx/net.onnx", "good");
    LoadOutcome outcome = load(scan());
    assertThat(outcome).isInstanceOf(LoadedUnit.class);
    ((LoadedUnit) outcome).close();
  }

  @Test
  void aMissingModelFileIsTheFilesFaultAndNamesWhatIsThere() throws IOException {
    write("m/1/network.onnx", "good");
    LoadFailure failure = fail(scan());
    assertThat(failure.fileAtFault()).isTrue();
    assertThat(failure.reason())
        .contains("1/model.onnx", "1/network.onnx", "default_model_filename");
  }

  @Test
  void mistakesInTheConfigurationAreTheFilesFaultAndAllAreTold() throws IOException {
    write("m/config.pbtxt", "name: \"n\"\ninput { name: \"Z\" }\ninstance_group { count: -1 }");
    write("m/1/model.onnx", "good");
    LoadFailure failure = fail(scan());
    assertThat(failure.fileAtFault()).isTrue();
    assertThat(failure.reason().lines()).hasSize(4);
  }

  @Test
  void noFileOutsideTheVersionsFolderIsOpened() throws IOException {
    write("outside.onnx", "good");
    write("m/1/model.onnx", "good");
    for (String file : List.of(repository + "/outside.onnx", "../../outside.onnx", "a\\000b")) {
      write("m/config.pbtxt", "default_model_filename: \"" + file + "\"");
      assertThat(fail(scan()).reason()).as(file).contains("default_model_filename", "within");
    }
    assertThat(engine.options()).isEmpty();
  }

  @Test
  void aCorruptFileIsAtFaultAndALackOfMemoryIsNot() throws IOException {
    write("m/1/model.onnx", "corrupt");
    assertThat(fail(scan()).fileAtFault()).isTrue();
    write("m/1/model.onnx", "busy");
    assertThat(fail(scan()).fileAtFault()).isFalse();
  }

  @Test
  void filesThatChangedSinceTheyWereCataloguedAreNotOpened() throws IOException {
    write("m/1/model.onnx", "good");
    ModelEntry model = scan();
    write("m/1/model.onnx", "other content");
    LoadFailure failure = fail(model);
    assertThat(failure.fileAtFault()).isFalse();
    assertThat(failure.reason()).contains("model.onnx", "changed since");
    Files.delete(repository.resolve("m/1/model.onnx"));
    assertThat(fail(model).reason()).contains("can't be read");
    assertThat(engine.options()).isEmpty();
  }

  @Test
  void aBackendWithoutAnEngineIsNamed() throws IOException {
    write("m/config.pbtxt", "backend: \"python\"");
    write("m/1/model.py", "good");
    assertThat(fail(scan()).reason()).contains("\"python\"", "onnxruntime");
  }

  private LoadOutcome load(ModelEntry model) {
    return loader.load(model, model.versions().getFirst());
  }

  private LoadFailure fail(ModelEntry model) {
    LoadOutcome outcome = load(model);
    assertThat(outcome).isInstanceOf(LoadFailure.class);
    return (LoadFailure) outcome;
  }

  private ModelEntry scan() {
    return new RepositoryScanner(repository, InstantSource.system(), Duration.ZERO)
        .scan(Catalogue.EMPTY)
        .model("m")
        .orElseThrow();
  }

  private void write(String path, String text) throws IOException {
    Path file = repository.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
