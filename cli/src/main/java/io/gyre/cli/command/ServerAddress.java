package io.gyre.cli.command;

import io.gyre.cli.serve.StartException;
import java.net.URI;
import picocli.CommandLine.Option;

/** The option that says which running server is asked. */
final class ServerAddress {
  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://localhost:8000",
      description = "The server's HTTP address (${DEFAULT-VALUE}).")
  private URI url = URI.create("http://localhost:8000");

  /** The address; {@code host:port} is meant as HTTP. */
  URI http() {
    return url.toString().contains("://") ? url : URI.create("http://" + url);
  }

  /** What to tell people where it can't be asked. */
  StartException unreachable(Exception cause) {
    String why = cause.getMessage() == null ? "connection refused" : cause.getMessage();
    return new StartException(
        "can't ask the server at %s: %s; is it running, and is that its HTTP port? --url takes another"
            .formatted(url, why));
  }
}
