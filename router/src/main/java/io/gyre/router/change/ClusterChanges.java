package io.gyre.router.change;

import io.gyre.cluster.control.Worker;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.proto.worker.ChangeAnswer;
import io.gyre.proto.worker.ChangeRequest;
import io.gyre.router.control.ClusterView;
import io.gyre.router.control.MemberView;
import io.gyre.router.control.Target;
import io.gyre.router.directory.Answer;
import io.gyre.router.history.History;
import io.gyre.router.metrics.ChangeMetrics;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes changes through any worker that is attached, as all share one registry, and answers once
 * all of them have followed.
 */
public final class ClusterChanges implements ChangeService {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterChanges.class);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final Supplier<ClusterView> view;
  private final Supplier<List<Target>> targets;
  private final ViewWatch watch;
  private final ChangeMetrics metrics;
  private final History history;

  /**
   * @param view the router's latest picture
   * @param targets the workers at present
   * @param watch learns of every view
   */
  public ClusterChanges(
      Supplier<ClusterView> view,
      Supplier<List<Target>> targets,
      ViewWatch watch,
      ChangeMetrics metrics,
      History history) {
    this.view = view;
    this.targets = targets;
    this.watch = watch;
    this.metrics = metrics;
    this.history = history;
  }

  @Override
  public CompletionStage<Answer<ChangeAnswer>> change(ChangeRequest request) {
    History.Asked asked = history.asked(request);
    return ask(attached().iterator(), request)
        .thenCompose(answer -> outcome(request, answer))
        .whenComplete((answer, _) -> {
          metrics.ended(request.getChangeCase(), answer);
          history.answered(asked, answer);
        });
  }

  private List<Worker> attached() {
    List<String> connected =
        view.get().members().stream()
            .filter(member -> member.connected() && !member.draining())
            .map(MemberView::member)
            .map(member -> member.id())
            .toList();
    return targets.get().stream()
        .filter(target -> connected.contains(target.member().id()))
        .map(Target::worker)
        .toList();
  }

  /** Asks one worker after the other, until one answers. */
  private CompletionStage<Answer<ChangeAnswer>> ask(
      Iterator<Worker> workers, ChangeRequest request) {
    if (!workers.hasNext()) {
      return CompletableFuture.completedStage(
          new Answer.Refused<>(
              Refusal.of(
                  Reason.NOT_READY,
                  "no worker can be asked to change model '"
                      + request.getModel()
                      + "': the status page says why")));
    }
    return workers
        .next()
        .change(request)
        .handle((answer, failure) -> {
          if (failure != null) {
            LOG.warn("a worker can't make a change: {}", failure.toString());
          }
          return failure == null
              ? CompletableFuture.completedStage(read(answer))
              : ask(workers, request);
        })
        .thenCompose(next -> next);
  }

  private static Answer<ChangeAnswer> read(ChangeAnswer answer) {
    return answer.hasRefused()
        ? new Answer.Refused<>(refusal(answer.getRefused()))
        : new Answer.Found<>(answer);
  }

  private static Refusal refusal(ChangeAnswer.Refused refused) {
    Reason reason =
        Arrays.stream(Reason.values())
            .filter(known -> known.name().equals(refused.getReason()))
            .findFirst()
            .orElse(Reason.INTERNAL);
    return Refusal.of(reason, refused.getMessage());
  }

  private CompletionStage<Answer<ChangeAnswer>> outcome(
      ChangeRequest request, Answer<ChangeAnswer> answer) {
    return switch (answer) {
      case Answer.Refused<ChangeAnswer> _ -> CompletableFuture.completedStage(answer);
      case Answer.Found<ChangeAnswer>(ChangeAnswer kept) ->
          watch.await(new Outcome(request, kept)::in, LONGEST, () -> tooLate(request));
    };
  }

  private static Answer<ChangeAnswer> tooLate(ChangeRequest request) {
    return new Answer.Refused<>(
        Refusal.of(
            Reason.NOT_READY,
            "what was asked for of model '"
                + request.getModel()
                + "' is kept, and has come to no end in "
                + LONGEST.toMinutes()
                + " minutes; the index of the repository says how far it is"));
  }
}
