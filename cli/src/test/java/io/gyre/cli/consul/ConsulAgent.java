package io.gyre.cli.consul;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.bench.process.ConsulProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A Consul agent in a process of its own that keeps nothing, on the same ports after each start.
 */
public final class ConsulAgent implements AutoCloseable {
  private static final String MISSING =
      "skipped: needs consul; `tools/consul/build` makes it, GYRE_CONSUL names another";

  private final Path executable;
  private final Path folder;
  private final int port = freePort();
  private final int secondPort = freePort();
  private final int thirdPort = freePort();
  private final List<String> options;
  private @Nullable Process process;

  private ConsulAgent(Path executable, Path folder, List<String> options) {
    this.executable = executable;
    this.folder = folder;
    this.options = options;
  }

  /** The executable; where there is none, the test that asks is skipped, or fails under CI. */
  public static Path executable() {
    Optional<Path> found = ConsulProcess.executable();
    if (System.getenv("GYRE_NEEDS_CONSUL") != null) {
      assertThat(found).as(MISSING).isPresent();
    }
    Assumptions.assumeTrue(found.isPresent(), MISSING);
    return found.orElseThrow();
  }

  /**
   * Starts an agent.
   *
   * @param folder where its configuration is
   * @param configuration of more than the defaults, as Consul's own language has it; PORT stands
   *     for the port of its API; empty for none
   */
  public static ConsulAgent start(Path folder, String configuration) throws IOException {
    List<String> options = new ArrayList<>();
    ConsulAgent agent = new ConsulAgent(executable(), folder, options);
    if (configuration.isEmpty()) {
      options.add("-http-port=" + agent.port);
    } else {
      Path file = Files.createTempFile(folder, "agent-", ".hcl");
      Files.writeString(file, configuration.replace("PORT", Integer.toString(agent.port)));
      options.add("-config-file=" + file);
    }
    agent.start();
    return agent;
  }

  /** Starts it again, on its ports and with nothing of what it knew. */
  public void start() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                executable.toString(),
                "agent",
                "-dev",
                "-node=test",
                "-bind=127.0.0.1",
                "-client=127.0.0.1",
                "-dns-port=-1",
                "-grpc-port=-1",
                "-serf-wan-port=-1",
                "-server-port=" + secondPort,
                "-serf-lan-port=" + thirdPort));
    command.addAll(options);
    Process started =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process = started;
    BufferedReader log = started.inputReader();
    StringBuilder read = new StringBuilder();
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      read.append(line).append('\n');
      if (line.contains("Synced node info")) {
        Thread.ofVirtual().start(() -> log.lines().forEach(_ -> {}));
        return;
      }
    }
    throw new AssertionError("consul ended:\n" + read);
  }

  /** Runs {@code consul} with {@code arguments} to its end, in {@code folder}. */
  public static void run(Path folder, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(executable().toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String out =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
  }

  /** Port of its API. */
  public int port() {
    return port;
  }

  /** Sends SIGKILL, and waits for the end. */
  public void kill() {
    Process running = process;
    process = null;
    if (running != null) {
      running.destroyForcibly();
      try {
        assertThat(running.waitFor(30, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void close() {
    kill();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
