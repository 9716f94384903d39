package io.gyre.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The cheapest experiment from the distribution: the others differ in what they measure. */
@Timeout(120)
class BenchIT {
  @TempDir private Path docs;

  @Test
  void anExperimentPrintsItsFiguresAndKeepsThem() throws Exception {
    GyreProcess.Finished bench =
        GyreProcess.run("bench", "json", "--quick", "--keep", docs.toString());
    assertThat(bench.status()).as(bench.err()).isZero();
    assertThat(bench.out()).contains("json.numbers").contains("json.garbage-per-number");
    assertThat(Files.readString(docs.resolve("BENCHMARKS.md"))).contains("`json.numbers`");
    assertThat(docs.resolve("benchmarks/json.json")).exists();
    assertThat(docs.resolve("benchmarks/asked.svg")).exists();
  }
}
