package io.gyre.cli.e2e;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** Reads a process's metrics as Prometheus does. */
final class Scrape {
  private Scrape() {}

  /** The text exposition. */
  static String of(GyreProcess process) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(process.metrics().resolve("/metrics")).build(),
              BodyHandlers.ofString())
          .body();
    }
  }
}
