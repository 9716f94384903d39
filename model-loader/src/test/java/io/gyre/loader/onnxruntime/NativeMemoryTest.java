package io.gyre.loader.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.loader.engine.EngineModel;
import io.gyre.loader.engine.ModelLoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Models that come and go leave nothing behind. */
final class NativeMemoryTest {
  private static final Path STATUS = Path.of("/proc/self/statm");
  private static final long PAGE_BYTES = 4096;
  private static final long SLACK_BYTES = 32L << 20;

  @Test
  void loadingAndClosingManyTimesDoesNotGrowTheProcess() throws Exception {
    assumeTrue(Files.exists(STATUS), "skipped: needs Linux's /proc to tell the resident set");
    try (TestModels models = new TestModels()) {
      loadAndClose(models, 50);
      long before = residentBytes();
      // One leaked session of this model, with its first megabyte of working memory, each time: 200
      // MB.
      loadAndClose(models, 200);
      assertThat(residentBytes() - before).isLessThan(SLACK_BYTES);
    }
  }

  @Test
  void refusedFilesDoNotGrowTheProcess() throws Exception {
    assumeTrue(Files.exists(STATUS), "skipped: needs Linux's /proc to tell the resident set");
    try (TestModels models = new TestModels()) {
      refuse(models, 50);
      long before = residentBytes();
      refuse(models, 500);
      assertThat(residentBytes() - before).isLessThan(SLACK_BYTES);
    }
  }

  @Test
  void environmentOutlivesTheEngineUntilItsLastModelCloses() throws Exception {
    TestModels models = new TestModels();
    EngineModel model = models.open("mlp");
    models.close();
    models.close();
    assertThat(Perceptron.matches(model)).isTrue();
    model.close();
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> models.open("mlp"))
        .withMessageContaining("engine is closed");
  }

  private static void loadAndClose(TestModels models, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      try (EngineModel model = models.open("mlp")) {
        assertThat(Perceptron.matches(model)).isTrue();
      }
    }
  }

  private static void refuse(TestModels models, int times) {
    for (int i = 0; i < times; i++) {
      String name = i % 2 == 0 ? "zipmap" : "custom_operator";
      assertThatExceptionOfType(ModelLoadException.class).isThrownBy(() -> models.open(name));
    }
  }

  private static long residentBytes() throws IOException {
    return Long.parseLong(Files.readString(STATUS).split(" ")[1]) * PAGE_BYTES;
  }
}
