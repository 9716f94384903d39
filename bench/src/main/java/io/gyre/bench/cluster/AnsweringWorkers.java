package io.gyre.bench.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which worker answered which request, by a router's access log. */
final class AnsweringWorkers {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(20);

  private final Path log;
  private int read;

  AnsweringWorkers(Path log) {
    this.log = log;
  }

  /**
   * The workers of the requests that were logged since the last call, by the requests' ids, once so
   * many are.
   *
   * @throws IOException where a request failed, or lines are missing
   */
  Map<String, String> next(int requests) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    List<String> lines = Files.readAllLines(log);
    while (lines.size() < read + requests) {
      if (System.nanoTime() > end) {
        throw new IOException(
            "expected %d lines in the access log %s, found %d"
                .formatted(read + requests, log, lines.size()));
      }
      Thread.sleep(LOOK);
      lines = Files.readAllLines(log);
    }
    Map<String, String> workers = HashMap.newHashMap(requests);
    for (String line : lines.subList(read, read + requests)) {
      JsonNode one = JsonMapper.shared().readTree(line);
      if (!one.path("outcome").asString("").equals("ok")) {
        throw new IOException("a request wasn't answered: " + line);
      }
      workers.put(one.path("id").asString(), one.path("worker").asString());
    }
    read += requests;
    return workers;
  }
}
