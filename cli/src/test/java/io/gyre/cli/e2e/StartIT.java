package io.gyre.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cli.e2e.GyreProcess.Finished;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What keeps a server from starting, and what it says. */
class StartIT {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"http,--http-port", "grpc,--grpc-port", "metrics,--metrics-port"})
  void portInUseIsNamedWithItsKeyAndTheFix(String name, String flag) throws Exception {
    Path repository = Repository.create(directory).path();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      Finished finished =
          GyreProcess.run(
              "serve",
              repository.toString(),
              "--set",
              "host=127.0.0.1",
              "--set",
              "http.port=0",
              "--set",
              "grpc.port=0",
              "--set",
              "metrics.port=0",
              flag,
              port);

      assertThat(finished.status()).isEqualTo(1);
      assertThat(finished.out()).isEmpty();
      assertThat(lastLine(finished))
          .startsWith("gyre: ")
          .contains("port " + port, name + ".port", flag, "0 picks a free one");
    }
  }

  @Test
  void repositoryThatIsNotThereIsNamed() throws Exception {
    Finished finished = serve(directory.resolve("none"));

    assertThat(finished.status()).isEqualTo(1);
    assertThat(lastLine(finished))
        .contains(directory.resolve("none").toString(), "no such directory");
  }

  @Test
  void repositoryThatIsAFileIsNamed() throws Exception {
    Finished finished = serve(Files.createFile(directory.resolve("file")));

    assertThat(finished.status()).isEqualTo(1);
    assertThat(lastLine(finished)).contains("is no directory");
  }

  @Test
  void unknownFlagIsAWrongUse() throws Exception {
    Finished finished = GyreProcess.run("serve", "--http-prot", "1");

    assertThat(finished.status()).isEqualTo(2);
    assertThat(finished.err()).contains("--http-prot", "--http-port");
  }

  @Test
  void unknownKeyStopsTheStart() throws Exception {
    Path file = Files.writeString(directory.resolve("gyre.yaml"), "http:\n  prot: 1\n");
    Finished finished = GyreProcess.run("serve", "--config", file.toString());

    assertThat(finished.status()).isEqualTo(2);
    assertThat(finished.err())
        .isEqualTo(
            "gyre: %s:2: unknown key 'http.prot'; did you mean 'http.port'? `gyre config` lists every key\n"
                .formatted(file));
  }

  @Test
  void noCommandIsAWrongUse() throws Exception {
    assertThat(GyreProcess.run().status()).isEqualTo(2);
  }

  @Test
  void everyCommandHasHelp() throws Exception {
    for (String command :
        new String[] {"serve", "router", "worker", "models", "tune", "config", "version"}) {
      Finished finished = GyreProcess.run(command, "--help");
      assertThat(finished.status()).isZero();
      assertThat(finished.out()).contains("Usage: gyre " + command);
    }
  }

  @Test
  void modelsOfAServerThatDoesNotRunSaysSo() throws Exception {
    Finished finished = GyreProcess.run("models", "--url", "http://127.0.0.1:1");

    assertThat(finished.status()).isEqualTo(1);
    assertThat(lastLine(finished)).contains("http://127.0.0.1:1", "is it running");
  }

  private static Finished serve(Path repository) throws Exception {
    return GyreProcess.run(
        "serve",
        repository.toString(),
        "--http-port",
        "0",
        "--grpc-port",
        "0",
        "--metrics-port",
        "0");
  }

  private static String lastLine(Finished finished) {
    return finished.err().lines().reduce("", (_, last) -> last);
  }
}
