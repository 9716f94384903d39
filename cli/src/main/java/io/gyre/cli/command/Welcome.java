package io.gyre.cli.command;

import io.gyre.cli.config.Keys;
import io.gyre.cli.config.Settings;
import io.gyre.cli.serve.Endpoints;
import io.gyre.cli.serve.Role;
import java.io.PrintStream;

/** What a person at a terminal can do next. */
final class Welcome {
  private Welcome() {}

  /** Prints a command to paste, where the bundled examples are served. */
  static void print(PrintStream err, Role role, Settings settings, Endpoints endpoints) {
    if (role != Role.SERVE || settings.get(Keys.REPOSITORY_PATH).isPresent()) {
      return;
    }
    err.println(
        """

        Gyre serves the bundled examples. Try one:

          curl %s/v2/models/iris/infer -d '{"inputs": [{"name": "measurements", "datatype": "FP32", \
        "shape": [1, 4], "data": [7.0, 3.2, 4.7, 1.4]}]}'

        To serve your own: gyre serve DIRECTORY. Ctrl-C stops.
        """
            .formatted(endpoints.http().orElseThrow().local()));
    err.flush();
  }
}
