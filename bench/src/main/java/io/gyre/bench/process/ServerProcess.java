package io.gyre.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server in a process of its own, known by its ready line of {@code name=host:port} pairs. */
public final class ServerProcess implements AutoCloseable {
  private static final Duration END = Duration.ofSeconds(20);
  private static final Duration LONGEST_DRAIN = Duration.ofSeconds(60);

  private final Process process;
  private final Path errors;
  private final String readyLine;
  private final Duration readyAfter;

  private ServerProcess(Process process, Path errors, String readyLine, Duration readyAfter) {
    this.process = process;
    this.errors = errors;
    this.readyLine = readyLine;
    this.readyAfter = readyAfter;
  }

  /**
   * Starts a server and waits for the first line that it prints.
   *
   * @param environment variables that it gets beside this process's own
   */
  public static ServerProcess start(List<String> command, Map<String, String> environment)
      throws IOException {
    long begin = System.nanoTime();
    Path errors = Files.createTempFile("gyre-bench", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectError(errors.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().putAll(environment);
    Process process = builder.start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    Duration readyAfter = Duration.ofNanos(System.nanoTime() - begin);
    if (line == null) {
      String said = Files.readString(errors);
      Files.delete(errors);
      throw new IOException(
          "the server ended before it was ready: " + String.join(" ", command) + "\n" + said);
    }
    return new ServerProcess(process, errors, line, readyAfter);
  }

  /** The number of the process. */
  public long pid() {
    return process.pid();
  }

  /** Time from the start of the process to its ready line. */
  public Duration readyAfter() {
    return readyAfter;
  }

  /** The port that the ready line names {@code name}. */
  public int port(String name) {
    Matcher matcher = Pattern.compile(name + "=[^ ]*:(\\d+)").matcher(readyLine);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + name + "= in the ready line: " + readyLine);
    }
    return Integer.parseInt(matcher.group(1));
  }

  /** Processor time used so far. */
  public Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /**
   * Processor time that the threads called {@code name} have used so far, as Linux tells it;
   * nothing elsewhere.
   */
  public Duration threadCpu(String name) {
    Path tasks = Path.of("/proc", Long.toString(process.pid()), "task");
    if (!Files.isDirectory(tasks)) {
      return Duration.ZERO;
    }
    try (Stream<Path> threads = Files.list(tasks)) {
      return threads
          .map(thread -> ThreadTime.of(thread.resolve("stat"), name))
          .reduce(Duration.ZERO, Duration::plus);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it has of the machine's memory, descriptors and threads. */
  public ProcessUse use() {
    return new ProcessUse(process.pid());
  }

  /** Resident memory in bytes, as Linux and macOS tell it. */
  public long residentBytes() throws IOException {
    return use().residentBytes();
  }

  /** Asks it to end, as a rolling update does, and waits until it has. */
  public void terminate() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(LONGEST_DRAIN.toSeconds(), TimeUnit.SECONDS)) {
      throw new IOException(
          "%s had not ended %d s after SIGTERM".formatted(readyLine, LONGEST_DRAIN.toSeconds()));
    }
  }

  /** Ends it at once. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Has it stand still, as a machine does that is out of memory. */
  public void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Lets it go on. */
  public void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
    if (kill.waitFor() != 0) {
      throw new IOException("can't send SIG" + name + " to process " + pid());
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try {
      Files.deleteIfExists(errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
