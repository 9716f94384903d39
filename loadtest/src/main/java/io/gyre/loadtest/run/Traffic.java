package io.gyre.loadtest.run;

import io.gyre.loadtest.mix.Choice;
import java.util.List;

/**
 * What a load is made of.
 *
 * @param models names of the models that are asked
 * @param kinds of requests: each a model, a batch size and a priority
 * @param choice among the kinds
 * @param keys choice among the affinity keys
 * @param seed where randomness starts
 */
public record Traffic(
    List<String> models, List<Kind> kinds, Choice choice, Choice keys, long seed) {
  public Traffic {
    models = List.copyOf(models);
    kinds = List.copyOf(kinds);
  }

  /**
   * Requests that differ in their values only, and are sent in turn.
   *
   * @param requests at least one
   */
  public record Kind(List<Request> requests) {
    public Kind {
      requests = List.copyOf(requests);
    }
  }

  /** Requests of one kind to one model, without affinity keys. */
  public static Traffic of(String model, List<Request> requests) {
    Choice only = Choice.of(1);
    return new Traffic(List.of(model), List.of(new Kind(requests)), only, only, 0);
  }

  /** Whether the answers of any request are checked. */
  boolean isChecked() {
    return kinds.stream()
        .flatMap(kind -> kind.requests().stream())
        .anyMatch(request -> request.check() != AnswerCheck.NONE);
  }

  /** The requests of the generator with this index, one after the other. */
  RequestSource source(int index) {
    return new RequestSource(this, index);
  }
}
