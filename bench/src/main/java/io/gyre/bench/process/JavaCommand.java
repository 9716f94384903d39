package io.gyre.bench.process;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** The command line of another process on this one's JVM, options and class path. */
public final class JavaCommand {
  private JavaCommand() {}

  /** Runs {@code mainClass} with {@code arguments}, on a virtual machine with further options. */
  public static List<String> of(
      List<String> javaOptions, Class<?> mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !option.startsWith("-XX:AOT") && !option.startsWith("-agentlib"))
        .forEach(command::add);
    command.addAll(javaOptions);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(mainClass.getName());
    command.addAll(arguments);
    return command;
  }
}
