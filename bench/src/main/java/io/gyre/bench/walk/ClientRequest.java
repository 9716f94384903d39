package io.gyre.bench.walk;

import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.response.Refusal;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A request as its client sees it: what may answer it, and what did. */
final class ClientRequest {
  private final String id;
  private final SimulatedRouter router;
  private final String model;
  private final boolean named;
  private final long expected;
  private final Set<WorkerProcess> heardOf;
  private boolean excused;
  private boolean answered;

  /**
   * @param router the router that it is sent to
   * @param version the one that is current as it is sent
   * @param named whether it asks for that version
   */
  ClientRequest(String id, SimulatedRouter router, String model, long version, boolean named) {
    this.id = id;
    this.router = router;
    this.model = model;
    this.named = named;
    expected = version;
    heardOf =
        router.lines().stream()
            .map(Line::heardOf)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
  }

  /** Whether the router had been told of what that process holds as it let the request in. */
  boolean wasLetInUnder(@Nullable WorkerProcess process) {
    return process != null && heardOf.contains(process);
  }

  String id() {
    return id;
  }

  String model() {
    return model;
  }

  /** Notes that a worker or a router that had it was lost, so that it may have to begin anew. */
  void excuse() {
    excused = true;
  }

  /** Whether it is still to be answered: not if its router has died. */
  boolean isOpen() {
    return !answered && !router.isDead();
  }

  /** Takes the outcome; the result says what is wrong with it, if anything. */
  Optional<String> answer(Outcome outcome) {
    if (answered) {
      return Optional.of(this + " was answered twice");
    }
    answered = true;
    return switch (outcome) {
      case Refusal _ when excused -> Optional.empty();
      case Refusal refusal -> Optional.of(this + " was refused: " + refusal);
      case InferenceResponse response -> {
        response.close();
        boolean isRight = response.model().equals(model) && isExpected(response.version());
        yield isRight
            ? Optional.empty()
            : Optional.of(this + " was answered by version " + response.version());
      }
    };
  }

  /** A request that has begun anew has got the version that was current by then. */
  private boolean isExpected(long version) {
    return version == expected || (excused && !named);
  }

  @Override
  public String toString() {
    return "request " + id + " for " + model + ", pinned to version " + expected + ",";
  }
}
