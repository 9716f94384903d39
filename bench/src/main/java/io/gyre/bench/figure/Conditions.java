package io.gyre.bench.figure;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * What figures were measured on.
 *
 * @param date the day
 * @param machine processors, system
 * @param versions of what was measured
 * @param effort how thoroughly
 */
public record Conditions(String date, String machine, String versions, String effort) {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  /**
   * The conditions in which this process runs.
   *
   * @param versions of what is measured
   */
  public static Conditions here(InstantSource clock, String versions, String effort) {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    String machine =
        String.format(
            Locale.ROOT,
            "%d cores%s, %s %s %s",
            system.getAvailableProcessors(),
            processor(),
            system.getName(),
            system.getVersion(),
            system.getArch());
    String load =
        String.format(
            Locale.ROOT, "%s, a load of %.1f before", effort, system.getSystemLoadAverage());
    String date = clock.instant().atZone(ZoneOffset.UTC).toLocalDate().toString();
    return new Conditions(date, machine, versions + ", Java " + Runtime.version(), load);
  }

  private static String processor() {
    try {
      return Files.readAllLines(PROCESSORS).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> " of " + line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("");
    } catch (IOException _) {
      return ""; // other systems have no such file
    }
  }
}
