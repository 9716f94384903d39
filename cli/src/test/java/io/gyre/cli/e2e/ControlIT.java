package io.gyre.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Control in one process. */
class ControlIT extends Control {
  ControlIT() {
    super(Topology.SINGLE);
  }

  @Test
  void aRestartKeepsWhatWasAskedForAndWhatBecameOfIt(@TempDir Path own) throws Exception {
    Repository repository = Repository.create(own);
    repository.publish(2);
    Path data = own.resolve("data");
    try (GyreProcess server = serve(repository, data)) {
      for (String[] change :
          new String[][] {
            {"load", Repository.MODEL},
            {"pin", Repository.MODEL, "1"},
            {"alias", Repository.MODEL, "champion", "2"}
          }) {
        assertThat(models(server, change).status()).isZero();
      }
    }
    try (GyreProcess server = serve(repository, data);
        OffsetCalls calls = new OffsetCalls(server);
        OffsetCalls champion = new OffsetCalls(server, Repository.MODEL, "champion")) {
      calls.awaitReady();
      champion.awaitReady();
      assertThat(calls.byHttp()).isEqualTo(1);
      assertThat(champion.byGrpc()).isEqualTo(2);
      assertThat(models(server, "history", Repository.MODEL).out())
          .contains("load", "pin", "alias");
      assertThat(Scrape.of(server))
          .contains("gyre_router_changes_total{change=\"load\",outcome=\"success\"} 0.0");
    }
  }

  private static GyreProcess serve(Repository repository, Path data) throws Exception {
    return GyreProcess.start(
        "serve",
        repository.path().toString(),
        "--model-control",
        "explicit",
        "--set",
        "repository.quiet-period=100ms",
        "--set",
        "data.path=" + data);
  }

  private static GyreProcess.Finished models(GyreProcess server, String... change)
      throws Exception {
    String[] all = new String[change.length + 3];
    all[0] = "models";
    System.arraycopy(change, 0, all, 1, change.length);
    all[change.length + 1] = "--url";
    all[change.length + 2] = server.http().toString();
    return GyreProcess.run(all);
  }
}
