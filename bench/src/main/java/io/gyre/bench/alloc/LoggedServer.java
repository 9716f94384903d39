package io.gyre.bench.alloc;

import io.gyre.bench.process.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A server whose virtual machine logs its collections, so that what it allocates can be told. */
final class LoggedServer implements AutoCloseable {
  private final Path log;
  private final ServerProcess server;

  /** Starts a server on a virtual machine with these options. */
  interface Starter {
    ServerProcess start(List<String> options) throws IOException;
  }

  private LoggedServer(Path log, ServerProcess server) {
    this.log = log;
    this.server = server;
  }

  static LoggedServer start(Starter starter) throws IOException {
    Path log = Files.createTempFile("gyre-bench", ".gc");
    try {
      // A young generation of fixed size, collected all at once: what it held is what was made.
      List<String> options = List.of("-XX:+UseSerialGC", "-Xmn64m", "-Xlog:gc:file=" + log);
      return new LoggedServer(log, starter.start(options));
    } catch (IOException | RuntimeException e) {
      Files.delete(log);
      throw e;
    }
  }

  ServerProcess server() {
    return server;
  }

  /** Has the heap collected; returns how many lines the log has then. */
  int collect() throws IOException, InterruptedException {
    String jcmd = System.getProperty("java.home") + "/bin/jcmd";
    Process process =
        new ProcessBuilder(jcmd, Long.toString(server.pid()), "GC.run")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("jcmd can't have the heap collected: " + said);
    }
    return Files.readAllLines(log).size();
  }

  /** Bytes allocated between two collections, known by the lines that the log had after each. */
  long allocated(int from, int to) throws IOException {
    return CollectionLog.allocated(Files.readAllLines(log).subList(from - 1, to));
  }

  @Override
  public void close() {
    server.close();
    try {
      Files.delete(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
