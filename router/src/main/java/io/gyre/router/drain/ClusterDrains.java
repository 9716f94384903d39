package io.gyre.router.drain;

import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.proto.worker.DrainAnswer;
import io.gyre.proto.worker.DrainRequest;
import io.gyre.router.control.Target;
import io.gyre.router.directory.Answer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Asks the workers that this router knows. */
public final class ClusterDrains implements DrainService {
  private final Supplier<List<Target>> targets;

  /**
   * @param targets the workers at present
   */
  public ClusterDrains(Supplier<List<Target>> targets) {
    this.targets = targets;
  }

  @Override
  public CompletionStage<Answer<DrainAnswer>> drain(String member, String asker) {
    List<Target> known = targets.get();
    Optional<Target> asked =
        known.stream().filter(target -> target.member().id().equals(member)).findFirst();
    if (asked.isPresent() && asked.get().member().host().isEmpty()) {
      return CompletableFuture.completedStage(new Answer.Refused<>(inThisProcess(member)));
    }
    return asked
        .map(target -> drain(target, asker))
        .orElseGet(() -> CompletableFuture.completedStage(unknown(member, known)));
  }

  private static CompletionStage<Answer<DrainAnswer>> drain(Target target, String asker) {
    return target
        .worker()
        .drain(DrainRequest.newBuilder().setAsker(asker).build())
        .handle((answer, failure) ->
            failure == null
                ? new Answer.Found<>(answer)
                : new Answer.Refused<>(unreachable(target.member().id(), failure)));
  }

  private static Answer<DrainAnswer> unknown(String member, List<Target> known) {
    String ids =
        known.stream()
            .map(target -> target.member().id())
            .sorted()
            .collect(Collectors.joining(", "));
    return new Answer.Refused<>(
        Refusal.of(
            Reason.NOT_FOUND,
            "no worker '%s' is known here, only %s"
                .formatted(member, ids.isEmpty() ? "none at all" : ids)));
  }

  private static Refusal inThisProcess(String member) {
    return Refusal.of(
        Reason.UNSUPPORTED,
        "worker '%s' is part of this server, which would end with it: end the server by SIGTERM"
            .formatted(member));
  }

  private static Refusal unreachable(String member, Throwable failure) {
    return Refusal.of(
        Reason.NOT_READY,
        "worker '%s' can't be asked to drain: %s; the status page says whether it is connected. SIGTERM to its process does the same"
            .formatted(member, failure.getMessage()));
  }
}
