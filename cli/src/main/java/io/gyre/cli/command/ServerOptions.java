package io.gyre.cli.command;

import io.gyre.cli.models.ModelsClient;
import io.gyre.cli.models.RefusedException;
import io.gyre.cli.serve.StartException;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The options of commands that ask a running server. */
final class ServerOptions {
  @Mixin private final ServerAddress server = new ServerAddress();

  @Option(names = "--json", description = "Prints JSON, for programs.")
  private boolean json;

  /** A question to a server. */
  @FunctionalInterface
  interface Question<T> {
    T ask(ModelsClient client) throws IOException, InterruptedException, RefusedException;
  }

  boolean json() {
    return json;
  }

  /**
   * Asks the server.
   *
   * @throws StartException where it can't be asked, or refuses
   */
  <T> T ask(Question<T> question) throws StartException, InterruptedException {
    try (ModelsClient client = new ModelsClient(server.http())) {
      return question.ask(client);
    } catch (RefusedException e) {
      throw new StartException(String.valueOf(e.getMessage()));
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      throw server.unreachable(e);
    }
  }

  /**
   * Has the server change a model, and prints what came of it.
   *
   * @param done what to tell people, where version {@code %s} may be put in
   */
  int change(String model, String change, Map<String, ?> body, String done)
      throws StartException, InterruptedException {
    JsonNode answer = ask(client -> client.change(model, change, body));
    if (json) {
      print(answer);
    } else {
      System.out.println(done.replace("%s", answer.path("version").asString("")));
      String note = answer.path("note").asString("");
      if (!note.isEmpty()) {
        System.out.println(note);
      }
    }
    System.out.flush();
    return 0;
  }

  /** Prints a value as JSON. */
  void print(Object value) {
    System.out.println(
        JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsString(value));
    System.out.flush();
  }
}
