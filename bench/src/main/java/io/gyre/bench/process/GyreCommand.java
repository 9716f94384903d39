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
    List<String> command = new ArrayList<>();
    command.addAll(List.of(launcher.toString(), "serve", repository.toString()));
    command.addAll(List.of("--host", "127.0.0.1"));
    for (String port : List.of("--http-port", "--grpc-port", "--metrics-port")) {
      command.addAll(List.of(port, "0"));
    }
    command.addAll(List.of(options));
    return ServerProcess.start(
        command,
        javaOptions.isEmpty()
            ? Map.of()
            : Map.of("GYRE_JAVA_OPTIONS", String.join(" ", javaOptions)));
  }
}
