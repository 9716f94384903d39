package io.gyre.cli.command;

import io.gyre.cli.models.ModelsClient;
import io.gyre.cli.models.ModelsTable;
import io.gyre.cli.models.ServedModel;
import io.gyre.cli.serve.StartException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What a running server serves. */
@Command(
    name = "models",
    description = "Lists what a running server serves: model, version, state, memory, requests/s.",
    footer = {"", "Examples:", "  gyre models", "  gyre models --url http://gpu-3:8000 --json"})
final class ModelsCommand implements Callable<Integer> {
  private static final Duration WINDOW = Duration.ofSeconds(1);

  @Mixin private final HelpOption help = new HelpOption();

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://localhost:8000",
      description = "The server's HTTP address (${DEFAULT-VALUE}).")
  private URI url = URI.create("http://localhost:8000");

  @Option(names = "--json", description = "Prints a JSON list instead of a table.")
  private boolean json;

  @Override
  public Integer call() throws StartException, InterruptedException {
    try (ModelsClient client = new ModelsClient(withScheme(url))) {
      List<ServedModel> models = client.list(WINDOW);
      System.out.print(json ? asJson(models) : ModelsTable.of(models));
      System.out.flush();
      return 0;
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      String why = e.getMessage() == null ? "connection refused" : e.getMessage();
      throw new StartException(
          "can't ask the server at %s: %s; is it running, and is that its HTTP port? --url takes another"
              .formatted(url, why));
    }
  }

  /** {@code host:port} is meant as HTTP. */
  private static URI withScheme(URI url) {
    return url.toString().contains("://") ? url : URI.create("http://" + url);
  }

  private static String asJson(List<ServedModel> models) {
    return JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsString(models)
        + "\n";
  }
}
