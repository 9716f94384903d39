package io.gyre.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Which Gyre this is, on which Java. */
@Command(name = "version", description = "Prints the version of Gyre and of the Java that runs it.")
final class VersionCommand implements Callable<Integer> {
  @Mixin private final HelpOption help = new HelpOption();

  @Override
  public Integer call() {
    String version = Gyre.class.getPackage().getImplementationVersion();
    System.out.printf(
        "gyre %s, Java %s (%s) in %s%n",
        version == null ? "(unpackaged)" : version,
        Runtime.version(),
        System.getProperty("java.vm.vendor"),
        System.getProperty("java.home"));
    return 0;
  }
}
