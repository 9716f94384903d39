package io.gyre.cli.command;

import io.gyre.cli.cluster.ClusterClient;
import io.gyre.cli.models.RefusedException;
import io.gyre.cli.serve.StartException;
import java.io.IOException;
import picocli.CommandLine.Mixin;
import tools.jackson.core.JacksonException;

/** The options of commands that ask a router. */
final class RouterOptions {
  @Mixin private final ServerAddress router = new ServerAddress();

  /** A question to a router. */
  @FunctionalInterface
  interface Question<T> {
    T ask(ClusterClient client) throws IOException, InterruptedException, RefusedException;
  }

  /**
   * Asks the router.
   *
   * @throws StartException where it can't be asked, or refuses
   */
  <T> T ask(Question<T> question) throws StartException, InterruptedException {
    try (ClusterClient client = new ClusterClient(router.http())) {
      return question.ask(client);
    } catch (RefusedException e) {
      throw new StartException(String.valueOf(e.getMessage()));
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      throw router.unreachable(e);
    }
  }
}
