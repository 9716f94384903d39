package io.gyre.worker.replica;

import io.gyre.inference.loop.ReadPasses;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.RequestBody;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.inference.unit.UnitId;
import io.gyre.inference.upstream.Reply;
import io.gyre.inference.wire.RequestDecoder;
import io.gyre.loader.config.ModelConfiguration;
import io.gyre.loader.load.LoadOutcome.LoadedUnit;
import io.gyre.loader.load.LoadTimes;
import io.gyre.loader.load.WarmUpReport;
import io.gyre.worker.cache.CachedInference;
import io.gyre.worker.cache.ResponseCache;
import io.gyre.worker.execution.Instances;
import io.gyre.worker.queue.BatchPolicy;
import io.gyre.worker.queue.InFlight;
import io.gyre.worker.queue.PendingRequest;
import io.gyre.worker.queue.QueuePlace;
import io.gyre.worker.queue.QueueRules;
import io.gyre.worker.queue.QueueSettings;
import io.gyre.worker.queue.RequestQueue;
import io.gyre.worker.sequence.SequenceGate;
import io.gyre.worker.statistics.ModelVersion;
import io.gyre.worker.statistics.UnitStatistics;
import io.gyre.worker.validation.RequestValidator;
import io.gyre.worker.validation.ValidRequest;
import io.gyre.worker.validation.Validation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This member's loaded copy of a unit: validates requests, queues them, and has its instances run
 * them.
 */
public final class Replica {
  private static final Logger LOG = LoggerFactory.getLogger(Replica.class);

  private final LoadedUnit loaded;
  private final RequestValidator validator;
  private final QueueRules rules;
  private final RequestQueue queue;
  private final @Nullable CachedInference cached;
  private final @Nullable SequenceGate sequences;
  private final InFlight inFlight = new InFlight();
  private final Instances instances;
  private final UnitStatistics statistics;
  private final LongSupplier nanoTime;

  /**
   * Starts the instances.
   *
   * @param loaded the unit, which the replica closes at its end
   * @param statistics where requests are counted
   * @param queueing what the operator set of the queue
   * @param cache where responses are kept, where the configuration asks for it
   * @param passes the read passes in which requests arrive
   * @param nanoTime the clock of {@link System#nanoTime()}
   */
  public Replica(
      LoadedUnit loaded,
      UnitStatistics statistics,
      QueueSettings queueing,
      ResponseCache cache,
      ReadPasses passes,
      ByteBufAllocator allocator,
      LongSupplier nanoTime) {
    this.loaded = loaded;
    this.statistics = statistics;
    this.nanoTime = nanoTime;
    ModelConfiguration configuration = loaded.configuration();
    validator = new RequestValidator(configuration);
    rules = QueueRules.of(configuration, queueing);
    queue =
        new RequestQueue(
            batchPolicy(loaded),
            rules,
            configuration.instances(),
            passes,
            nanoTime,
            (request, refusal) -> count(refusal, request.acceptedAt()));
    cached = configuration.cachesResponses() ? cached(cache) : null;
    sequences =
        configuration
            .sequenceBatching()
            .map(batching ->
                new SequenceGate(
                    configuration,
                    batching,
                    queue,
                    rules.mostWaitingByDefault(),
                    allocator,
                    inFlight,
                    statistics,
                    nanoTime))
            .orElse(null);
    instances = Instances.start(loaded, queue, statistics, allocator, nanoTime);
  }

  private @Nullable CachedInference cached(ResponseCache cache) {
    if (!cache.isEnabled()) {
      LOG.warn(
          "{}: response_cache is not applied, as the cache has no room;"
              + " set models.response-cache-bytes above 0",
          unit());
      return null;
    }
    int outputs = configuration().outputs().size();
    return new CachedInference(
        cache.open(), outputs, queue, rules.mostWaitingByDefault(), inFlight, statistics, nanoTime);
  }

  /** Rows of a full batch; 1 where requests don't share batches. */
  public int batchRows() {
    BatchPolicy policy = batchPolicy(loaded);
    return policy.together() ? policy.maxRows() : 1;
  }

  private static BatchPolicy batchPolicy(LoadedUnit loaded) {
    BatchPolicy configured = BatchPolicy.of(loaded.configuration());
    OptionalInt useful = loaded.warmUp().usefulRows();
    return useful.isPresent() ? configured.upTo(useful.getAsInt()) : configured;
  }

  public UnitId unit() {
    return loaded.unit();
  }

  /** The model version that the unit is a revision of. */
  public ModelVersion modelVersion() {
    return new ModelVersion(unit().model(), unit().version());
  }

  public ModelConfiguration configuration() {
    return loaded.configuration();
  }

  /** What the model's first runs showed. */
  public WarmUpReport warmUp() {
    return loaded.warmUp();
  }

  /** How long its load took. */
  public LoadTimes loadTimes() {
    return loaded.times();
  }

  public UnitStatistics statistics() {
    return statistics;
  }

  /** Starts one request; exactly one outcome reaches {@code reply}. */
  public void infer(InferenceRequest request, Reply reply) {
    long now = nanoTime.getAsLong();
    if (!inFlight.tryBegin()) {
      reply.accept(Refusal.of(Reason.NO_REPLICA, unit() + " is no longer served here"));
      return;
    }
    QueuePlace place = rules.place(request, now);
    switch (tryAdmit(request, place, now)) {
      case ValidRequest valid when cached != null ->
          cached.infer(request, valid, reply, place, now);
      case ValidRequest valid when sequences != null ->
          sequences.infer(request, valid, reply, place, now);
      case ValidRequest valid ->
          queue.offer(new PendingRequest(request, valid, reply, inFlight, place, now));
      case Validation.Refused(Refusal refusal) -> {
        count(refusal, now);
        try {
          reply.accept(refusal);
        } finally {
          inFlight.end();
        }
      }
    }
  }

  /** A defect, or a request too large for the memory left, ends this request alone. */
  private Validation tryAdmit(InferenceRequest request, QueuePlace place, long now) {
    try {
      return admit(request, place, now);
    } catch (RuntimeException | Error e) {
      LOG.error("{}: a request could not be read", unit(), e);
      return refused(Reason.INTERNAL, "the request could not be read: " + e);
    }
  }

  private Validation admit(InferenceRequest request, QueuePlace place, long now) {
    if (request.cancellation().isCancelled()) {
      return refused(Reason.CANCELLED, "the client cancelled the request before it arrived");
    }
    if (request.deadline().isPast(now)) {
      return refused(Reason.DEADLINE_EXCEEDED, "the deadline passed before the request arrived");
    }
    // What is in the cache needs no queue: there it is asked once a request has to run.
    Refusal full = cached == null ? queue.refusal(place, request.deadline(), now) : null;
    if (full != null) {
      return new Validation.Refused(full.about("model '" + unit().model() + "'"));
    }
    return switch (decode(request.body())) {
      case RequestBody.Tensors tensors -> validator.validate(tensors);
      case RequestBody.Malformed(Refusal refusal) -> new Validation.Refused(refusal);
    };
  }

  private static RequestBody.Decoded decode(RequestBody body) {
    return switch (body) {
      case RequestBody.Tensors tensors -> tensors;
      case RequestBody.Encoded(ByteBuf message) -> RequestDecoder.decode(message);
    };
  }

  private Validation refused(Reason reason, String problem) {
    return new Validation.Refused(Refusal.of(reason, "model '" + unit().model() + "': " + problem));
  }

  private void count(Refusal refusal, long acceptedAt) {
    statistics.refused(refusal.reason(), nanoTime.getAsLong() - acceptedAt);
  }

  /** Requests that were accepted and not yet answered. */
  public int inFlight() {
    return inFlight.count();
  }

  /** Requests that wait for an instance, the answer of an equal one, or their sequence's turn. */
  public int waiting() {
    return queue.size()
        + (cached == null ? 0 : cached.waiting())
        + (sequences == null ? 0 : sequences.waiting());
  }

  /** Sequences under way. */
  public int activeSequences() {
    return sequences == null ? 0 : sequences.active();
  }

  /** Sequences that wait for one of those under way to end. */
  public int waitingSequences() {
    return sequences == null ? 0 : sequences.backlog();
  }

  /** Responses that are cached. */
  public int cachedResponses() {
    return cached == null ? 0 : cached.count();
  }

  /** The native memory that the unit holds at this moment. */
  public UnitMemory memory() {
    UnitMemory model = UnitMemory.of(loaded.model());
    return new UnitMemory(
        model.weights(),
        model.arenas(),
        instances.stagingBytes(),
        loaded.model().outputBytes(),
        cached == null ? 0 : cached.bytes(),
        sequences == null ? 0 : sequences.stateBytes());
  }

  /** Refuses waiting requests whose deadline has passed, and ends sequences idle for too long. */
  public void evictExpired() {
    queue.evictExpired();
    if (cached != null) {
      cached.evictExpired();
    }
    if (sequences != null) {
      sequences.tick();
    }
  }

  /**
   * Accepts nothing more, answers what was accepted, then ends the instances and closes the model.
   *
   * @return complete once all memory is given back
   */
  public CompletionStage<Void> close() {
    CompletionStage<Void> answered = inFlight.close();
    if (sequences != null) {
      sequences.drain();
    }
    return answered
        .thenRun(() -> {
          queue.close();
          if (cached != null) {
            cached.close();
          }
          if (sequences != null) {
            sequences.close();
          }
        })
        .thenCompose(_ -> instances.closed());
  }
}
