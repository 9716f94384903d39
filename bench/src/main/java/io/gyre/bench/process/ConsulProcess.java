package io.gyre.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Consul agent that keeps nothing, on the same ports after each start. */
public final class ConsulProcess implements AutoCloseable {
  private final Path executable;
  private final int port = freePort();
  private final int serverPort = freePort();
  private final int gossipPort = freePort();
  private @Nullable Process process;

  private ConsulProcess(Path executable) throws IOException {
    this.executable = executable;
  }

  /** What GYRE_CONSUL names, what {@code tools/consul/build} made, or what is on the path. */
  public static Optional<Path> executable() {
    String named = System.getenv("GYRE_CONSUL");
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    String cache =
        System.getenv().getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache");
    return Stream.concat(
            Stream.of(Path.of(cache, "gyre", "consul-1.12.9", "consul")),
            Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(one -> Path.of(one, "consul")))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts an agent, and waits until it answers. */
  public static ConsulProcess start(Path executable) throws IOException {
    ConsulProcess consul = new ConsulProcess(executable);
    consul.start();
    return consul;
  }

  /** Starts it again, with nothing of what it knew. */
  public void start() throws IOException {
    Process started =
        new ProcessBuilder(
                executable.toString(),
                "agent",
                "-dev",
                "-node=bench",
                "-bind=127.0.0.1",
                "-client=127.0.0.1",
                "-dns-port=-1",
                "-grpc-port=-1",
                "-serf-wan-port=-1",
                "-http-port=" + port,
                "-server-port=" + serverPort,
                "-serf-lan-port=" + gossipPort)
            .redirectErrorStream(true)
            .start();
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
    throw new IOException("consul ended:\n" + read);
  }

  /** The settings with which servers find each other there. */
  public List<String> settings() {
    return List.of(
        "--set",
        "membership.registry=consul",
        "--set",
        "membership.consul-address=127.0.0.1:" + port,
        "--set",
        "membership.interval=500ms");
  }

  /** Ends it at once. */
  public void kill() throws InterruptedException {
    Process running = process;
    process = null;
    if (running != null) {
      running.destroyForcibly().waitFor();
    }
  }

  @Override
  public void close() {
    try {
      kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
