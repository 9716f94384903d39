package io.gyre.bench.walk;

import io.gyre.cluster.control.ControlListener;
import io.gyre.cluster.control.ControlStream;
import io.gyre.cluster.control.Worker;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.inference.unit.UnitId;
import io.gyre.inference.upstream.Reply;
import io.gyre.proto.inference.ModelStatisticsRequest;
import io.gyre.proto.inference.ModelStatisticsResponse;
import io.gyre.proto.worker.ChangeAnswer;
import io.gyre.proto.worker.ChangeRequest;
import io.gyre.proto.worker.DrainAnswer;
import io.gyre.proto.worker.DrainRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way from one router to one worker, on which everything takes its time: a control stream in
 * either direction, requests, and answers. It breaks, and what is on it then is lost.
 */
final class Line implements Worker {
  private final String router;
  private final SimulatedWorker target;
  private final VirtualTime time;
  private final Function<String, ClientRequest> clients;
  private final Consumer<String> violations;
  private final List<LineStream> streams = new ArrayList<>();
  private final Deque<Sent> arriving = new ArrayDeque<>();
  private final List<Sent> accepted = new ArrayList<>();
  private boolean reachable = true;
  private boolean ended;
  private @Nullable WorkerProcess heardOf;

  /** Since when nothing was heard because a stream broke. */
  private OptionalLong silentSince = OptionalLong.empty();

  /**
   * A request on its way.
   *
   * @param process the process that was there when it was sent; null where none was
   * @param current whether the router had been told of what that process holds, and had when it let
   *     the request in: a request goes by the table of that moment to its end
   */
  private record Sent(
      UnitId unit,
      InferenceRequest request,
      Reply reply,
      CompletableFuture<Outcome> outcome,
      @Nullable WorkerProcess process,
      boolean current,
      long sentAt) {}

  /**
   * @param clients finds a request by its id
   * @param violations takes what must not happen
   */
  Line(
      String router,
      SimulatedWorker target,
      VirtualTime time,
      Function<String, ClientRequest> clients,
      Consumer<String> violations) {
    this.router = router;
    this.target = target;
    this.time = time;
    this.clients = clients;
    this.violations = violations;
  }

  SimulatedWorker target() {
    return target;
  }

  boolean isReachable() {
    return reachable;
  }

  /** Separates or joins the two ends. */
  void setReachable(boolean now) {
    reachable = now;
    if (!now) {
      breakStream();
      arriving.forEach(sent -> client(sent.request()).excuse());
      accepted.forEach(sent -> client(sent.request()).excuse());
    }
  }

  private ClientRequest client(InferenceRequest request) {
    return clients.apply(request.header().id());
  }

  /** The process of which the router was told last; null before the first. */
  @Nullable WorkerProcess heardOf() {
    return heardOf;
  }

  /** Whether what the router was told last is of the process that lives now. */
  boolean isCurrent() {
    return heardOf != null && heardOf == target.process();
  }

  @Override
  public ControlStream attach(String caller, ControlListener listener) {
    WorkerProcess process = target.process();
    if (process == null || !reachable) {
      listener.onEnd("connection refused");
      return new ClosedStream();
    }
    LineStream stream = new LineStream(router, process, listener, () -> heard(process), time.now());
    streams.add(stream);
    return stream;
  }

  private void heard(WorkerProcess process) {
    time.runDue(); // from its next table on the router goes by what it was told
    heardOf = process;
    silentSince = OptionalLong.empty();
  }

  /** Streams on which a message is on its way. */
  List<LineStream> deliverable() {
    return streams.stream().filter(LineStream::hasMessages).toList();
  }

  /** Streams of which an end has still to learn that they are broken. */
  List<LineStream> noticeable() {
    return streams.stream().filter(LineStream::isUnnoticed).toList();
  }

  /** Its router has died: nothing more is sent, and what was sent arrives all the same. */
  void end() {
    ended = true;
    breakStream();
  }

  /** Breaks the stream, and what is on it. */
  void breakStream() {
    if (silentSince.isEmpty()) {
      silentSince = OptionalLong.of(time.now());
    }
    streams.forEach(stream -> stream.sever(time.now()));
  }

  /** Whether a stream broke, and no news has come on another one for so long. */
  boolean isSilentFor(Duration span) {
    return silentSince.isPresent() && time.now() - silentSince.getAsLong() >= span.toNanos();
  }

  /** Forgets the streams that nobody speaks of any more. */
  void sweep() {
    LineStream last = streams.isEmpty() ? null : streams.getLast();
    streams.removeIf(stream -> stream != last && stream.isOver());
  }

  @Override
  public void infer(UnitId unit, InferenceRequest request, Reply reply) {
    if (!ended) {
      arriving.add(
          new Sent(
              unit,
              request,
              reply,
              new CompletableFuture<>(),
              target.process(),
              isCurrent() && client(request).wasLetInUnder(target.process()),
              time.now()));
    }
  }

  boolean hasArriving() {
    return !arriving.isEmpty();
  }

  /** Lets the request arrive that was sent first. */
  void arrive() {
    Sent sent = arriving.poll();
    if (sent == null) {
      return;
    }
    WorkerProcess process = target.process();
    if (process == null || process != sent.process() || !reachable) {
      lose(sent);
      return;
    }
    if (sent.current() && !process.worker().serves(sent.unit())) {
      violations.accept(
          "a request for %s reached %s, which doesn't serve it"
              .formatted(sent.unit(), target.id()));
    }
    if (!sent.current()) {
      // The router had yet to learn that this process isn't the one that it had heard of.
      client(sent.request()).excuse();
    }
    accepted.add(sent);
    process.infer(sent.unit(), sent.request(), sent.outcome());
  }

  /** Loses what was sent to a process that has died. */
  void loseAccepted(WorkerProcess dead) {
    for (Sent sent : List.copyOf(accepted)) {
      if (sent.process() == dead && accepted.remove(sent)) {
        lose(sent);
      }
    }
  }

  private void lose(Sent sent) {
    if (sent.outcome().isDone() && sent.outcome().join() instanceof InferenceResponse response) {
      response.close();
    }
    client(sent.request()).excuse();
    sent.reply().accept(Refusal.of(Reason.WORKER_LOST, "the connection is lost"));
  }

  boolean hasAnswers() {
    return accepted.stream().anyMatch(sent -> sent.outcome().isDone());
  }

  /** Lets one answer arrive. */
  void answer() {
    for (Iterator<Sent> all = accepted.iterator(); all.hasNext(); ) {
      Sent sent = all.next();
      if (sent.outcome().isDone()) {
        all.remove();
        if (reachable) {
          sent.reply().accept(sent.outcome().join());
        } else {
          lose(sent);
        }
        return;
      }
    }
  }

  /** Whether nothing is on its way. */
  boolean isQuiet() {
    return arriving.isEmpty()
        && accepted.isEmpty()
        && streams.stream().noneMatch(stream -> stream.hasMessages() || stream.isUnnoticed());
  }

  /** Lets arrive, or noticed, what has been on its way since {@code moment}. */
  void hurry(long moment) {
    while (!arriving.isEmpty() && arriving.element().sentAt() <= moment) {
      arrive();
    }
    streams.stream()
        .filter(stream -> stream.isUnnoticed() && stream.severedAt() <= moment)
        .toList()
        .forEach(LineStream::notice);
  }

  /** Fails: what is asked for is in a registry, and there is none. */
  @Override
  public CompletionStage<ChangeAnswer> change(ChangeRequest request) {
    return CompletableFuture.failedStage(
        new UnsupportedOperationException("this worker has no registry to change"));
  }

  /** Fails: a walk drains by itself. */
  @Override
  public CompletionStage<DrainAnswer> drain(DrainRequest request) {
    return CompletableFuture.failedStage(
        new UnsupportedOperationException("the walk drains workers by itself"));
  }

  @Override
  public CompletionStage<ModelStatisticsResponse> statistics(ModelStatisticsRequest request) {
    return CompletableFuture.completedStage(ModelStatisticsResponse.getDefaultInstance());
  }

  @Override
  public void close() {
    breakStream();
  }

  @Override
  public String toString() {
    return router + " and " + target.id() + (reachable ? "" : " (apart)");
  }
}
