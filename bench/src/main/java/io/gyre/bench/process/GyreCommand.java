package io.gyre.bench.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The {@code gyre} command of an installation.
 *
 * @param launcher the script to start
 * @param javaOptions further options of its virtual machine
 */
public record GyreCommand(Path launcher, List<String> javaOptions) {
  public GyreCommand {
    javaOptions = List.copyOf(javaOptions);
  }

  /** The command with other options of its virtual machine. */
  public GyreCommand withJavaOptions(List<String> options) {
    return new GyreCommand(launcher, options);
  }

  /** Starts a server of {@code repository} on free ports of this machine alone. */
  public ServerProcess serve(Path repository, String... options) throws IOException {
    return start(List.of("serve", repository.toString(), "--http-port", "0"), options);
  }

  /** Starts a worker that holds {@code repository}, for routers on this machine. */
  public ServerProcess worker(Path repository, String id, String... options) throws IOException {
    return start(List.of("worker", repository.toString(), "--id", id), options);
  }

  /** Starts a router on free ports of this machine alone. */
  public ServerProcess router(String... options) throws IOException {
    return start(List.of("router", "--http-port", "0"), options);
  }

  private ServerProcess start(List<String> role, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(launcher.toString());
    command.addAll(role);
    command.addAll(List.of("--host", "127.0.0.1", "--grpc-port", "0", "--metrics-port", "0"));
    command.addAll(List.of(options));
    return ServerProcess.start(
        command,
        javaOptions.isEmpty()
            ? Map.of()
            : Map.of("GYRE_JAVA_OPTIONS", String.join(" ", javaOptions)));
  }
}
