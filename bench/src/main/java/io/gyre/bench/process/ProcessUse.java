package io.gyre.bench.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process has of its machine. Resident memory is told by Linux and macOS, all else by Linux
 * alone.
 *
 * @param pid number of the process
 */
public record ProcessUse(long pid) {
  /** What has the kernel begin to look for the most resident memory anew; see proc(5). */
  private static final String FORGET_PEAK = "5";

  /** Resident memory in bytes. */
  public long residentBytes() throws IOException {
    if (Files.exists(file("status"))) {
      return statusBytes("VmRSS:");
    }
    Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid)).start();
    String text = new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return Long.parseLong(text.strip()) * 1024;
  }

  /** The most resident memory in bytes since {@link #forgetPeak}. */
  public long peakBytes() throws IOException {
    return statusBytes("VmHWM:");
  }

  /** Has the peak count from now on. */
  public void forgetPeak() throws IOException {
    Files.writeString(file("clear_refs"), FORGET_PEAK);
  }

  /** Open descriptors. */
  public int descriptors() throws IOException {
    return count("fd");
  }

  /** Threads of the system. */
  public int threads() throws IOException {
    return count("task");
  }

  private int count(String folder) throws IOException {
    try (Stream<Path> entries = Files.list(file(folder))) {
      return (int) entries.count();
    }
  }

  private long statusBytes(String field) throws IOException {
    return Files.readAllLines(file("status")).stream()
        .filter(line -> line.startsWith(field))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow(() -> new IOException("no " + field + " in " + file("status")));
  }

  private Path file(String name) {
    return Path.of("/proc", Long.toString(pid), name);
  }
}
