package io.gyre.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A process of the distribution's launcher: its ready line, its log, and its end. */
final class GyreProcess implements AutoCloseable {
  /** Long enough for a machine that does much else; a test that waits for it fails. */
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final Path log;
  private final Map<String, String> ready;
  private boolean killed;

  private GyreProcess(Process process, Path log, Map<String, String> ready) {
    this.process = process;
    this.log = log;
    this.ready = ready;
  }

  /**
   * Starts a server on free ports and waits for its ready line. Netty watches for leaks as it can.
   */
  static GyreProcess start(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--host", "127.0.0.1", "--grpc-port", "0", "--metrics-port", "0"));
    if (!arguments[0].equals("worker")) {
      all.addAll(List.of("--http-port", "0"));
    }
    Path log = Files.createTempFile("gyre-e2e-", ".log");
    Process process = launch(log, all);
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    if (line == null) {
      throw new AssertionError("no ready line; the log says\n" + Files.readString(log));
    }
    assertThat(line).startsWith("gyre ready ");
    Map<String, String> ready =
        Arrays.stream(line.substring("gyre ready ".length()).split(" "))
            .map(part -> part.split("=", 2))
            .collect(Collectors.toMap(part -> part[0], part -> part[1]));
    return new GyreProcess(process, log, ready);
  }

  /** Runs a command to its end. */
  static Finished run(String... arguments) throws IOException {
    Path log = Files.createTempFile("gyre-e2e-", ".log");
    Process process = launch(log, List.of(arguments));
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = await(process);
    return new Finished(status, out, Files.readString(log));
  }

  private static Process launch(Path log, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("gyre.launcher", "the build sets gyre.launcher"));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("GYRE_"));
    builder.environment().put("GYRE_JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("GYRE_JAVA_OPTIONS", "-Dio.netty.leakDetection.level=paranoid");
    return builder.start();
  }

  URI http() {
    return URI.create("http://" + ready.get("http"));
  }

  URI metrics() {
    return URI.create("http://" + ready.get("metrics"));
  }

  /** Host and port of gRPC. */
  String grpc() {
    return String.valueOf(ready.get("grpc"));
  }

  Process process() {
    return process;
  }

  /** What the process has written to standard error. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the log until it has the text. */
  void awaitLog(String text) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!log().contains(text)) {
      assertThat(System.nanoTime()).as("time to log '%s'", text).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** Sends SIGSTOP: the process keeps its connections and does nothing any more. */
  void freeze() throws IOException, InterruptedException {
    String pid = Long.toString(process.pid());
    assertThat(new ProcessBuilder("kill", "-STOP", pid).start().waitFor()).isZero();
  }

  /** Sends SIGKILL, and waits for the end. */
  void kill() {
    killed = true;
    process.destroyForcibly();
    awaitEnd();
  }

  /** Waits for the end, and gives the exit status. */
  int awaitEnd() {
    return await(process);
  }

  /** Ends the process, unless it was killed; it must be in order: status 0, no leak found. */
  @Override
  public void close() {
    if (killed) {
      return;
    }
    terminate();
    int status = awaitEnd();
    assertThat(log()).doesNotContain("LEAK:");
    assertThat(status).as("exit status; the log says%n%s", log()).isZero();
  }

  private static int await(Process process) {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the process did not end in " + PATIENCE_SECONDS + " s");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /**
   * A command that ended.
   *
   * @param status its exit status
   * @param out what it wrote to standard output
   * @param err what it wrote to standard error
   */
  record Finished(int status, String out, String err) {}
}
