package io.gyre.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cli.e2e.GyreProcess.Finished;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gyre tune} as a person runs it. */
class TuneIT {
  @TempDir private Path directory;

  @Test
  void bundledModelIsTunedAndShown() throws Exception {
    Path page = directory.resolve("iris.html");
    Finished finished =
        GyreProcess.run("tune", "iris", "--seconds", "1", "--html", page.toString());

    assertThat(finished.status()).as(finished.err()).isZero();
    assertThat(finished.out()).contains("BATCH", "ROWS/S", "instance_group", "max_batch_size: 32");
    assertThat(finished.err()).contains("tuning iris");
    assertThat(Files.readString(page)).contains("<svg", "max_batch_size: 32");
  }

  @Test
  void modelThatIsNotThereIsNamedWithThoseThatAre() throws Exception {
    Finished finished = GyreProcess.run("tune", "irises");

    assertThat(finished.status()).isEqualTo(1);
    assertThat(finished.err()).contains("irises", "digits");
  }
}
