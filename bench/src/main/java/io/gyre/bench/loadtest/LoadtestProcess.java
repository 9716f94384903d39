package io.gyre.bench.loadtest;

import io.gyre.bench.process.JavaCommand;
import io.gyre.loadtest.command.LoadtestCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Entry point of {@code gyre loadtest} in a process of its own, and how to call it. */
public final class LoadtestProcess {
  private LoadtestProcess() {}

  /** Runs the command, and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new LoadtestCommand()).execute(arguments));
  }

  /**
   * Runs the command to its end.
   *
   * @param cores that it may run on
   * @return the first measurement of its report
   */
  static JsonNode measure(Cores cores, List<String> arguments)
      throws IOException, InterruptedException {
    Path report = Files.createTempFile("gyre-bench", ".json");
    try {
      List<String> all = new ArrayList<>(arguments);
      all.addAll(List.of("--json", report.toString()));
      Process process =
          new ProcessBuilder(cores.pinned(JavaCommand.of(List.of(), LoadtestProcess.class, all)))
              .redirectErrorStream(true)
              .start();
      try {
        byte[] said = process.getInputStream().readAllBytes();
        if (process.waitFor() != 0) {
          throw new IllegalStateException(
              "gyre loadtest did not measure:\n" + new String(said, StandardCharsets.UTF_8));
        }
      } finally {
        process.destroy();
      }
      return JsonMapper.shared().readTree(report.toFile()).at("/measurements/0");
    } finally {
      Files.delete(report);
    }
  }
}
