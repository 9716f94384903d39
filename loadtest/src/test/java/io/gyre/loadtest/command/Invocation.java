package io.gyre.loadtest.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * What a call of the command did.
 *
 * @param exitCode of the process
 * @param out standard output
 * @param err standard error
 */
record Invocation(int exitCode, String out, String err) {
  /** Calls the command for the model {@code echo}; a lag of any length is allowed. */
  static Invocation echo(String target, String... arguments) {
    List<String> given = List.of("--target", target, "--model", "echo", "--max-lag", "1h");
    return of(Stream.concat(given.stream(), Arrays.stream(arguments)).toArray(String[]::new));
  }

  /** Calls the command. */
  static Invocation of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        new CommandLine(new LoadtestCommand())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Invocation(exitCode, out.toString(), err.toString());
  }
}
