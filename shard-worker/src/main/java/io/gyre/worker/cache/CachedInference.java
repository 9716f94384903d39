package io.gyre.worker.cache;

import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.inference.response.ResponseBody;
import io.gyre.inference.upstream.Reply;
import io.gyre.worker.queue.InFlight;
import io.gyre.worker.queue.PendingRequest;
import io.gyre.worker.queue.QueuePlace;
import io.gyre.worker.queue.RequestQueue;
import io.gyre.worker.statistics.UnitStatistics;
import io.gyre.worker.validation.ValidRequest;
import io.netty.util.ReferenceCounted;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A unit's way around its queue: a request that equals an earlier one is answered from the cache,
 * one that equals another under way, which is at least as urgent, waits for that one's answer, and
 * only the rest is queued.
 */
public final class CachedInference implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CachedInference.class);

  /** Ends that say nothing about an equal request. */
  private static final Set<Reason> PERSONAL =
      EnumSet.of(Reason.CANCELLED, Reason.DEADLINE_EXCEEDED, Reason.QUEUE_FULL, Reason.OVERLOADED);

  private final UnitEntries entries;
  private final int outputs;
  private final RequestQueue queue;
  private final long maxFollowers;
  private final InFlight inFlight;
  private final UnitStatistics statistics;
  private final LongSupplier nanoTime;
  private final ConcurrentHashMap<RequestDigest, Flight> flights = new ConcurrentHashMap<>();
  private final AtomicInteger followers = new AtomicInteger();

  /**
   * @param entries the unit's part of the cache, closed with this
   * @param outputs number of the unit's outputs
   * @param queue where requests go that must run
   * @param maxFollowers how many requests may wait for the answers of others
   * @param inFlight counts every request that comes here already
   */
  public CachedInference(
      UnitEntries entries,
      int outputs,
      RequestQueue queue,
      long maxFollowers,
      InFlight inFlight,
      UnitStatistics statistics,
      LongSupplier nanoTime) {
    this.entries = entries;
    this.outputs = outputs;
    this.queue = queue;
    this.maxFollowers = maxFollowers;
    this.inFlight = inFlight;
    this.statistics = statistics;
    this.nanoTime = nanoTime;
  }

  /**
   * Takes a request that was accepted at {@code acceptedAt}.
   *
   * @param place where it waits if it has to run
   */
  public void infer(
      InferenceRequest request,
      ValidRequest valid,
      Reply reply,
      QueuePlace place,
      long acceptedAt) {
    long start = nanoTime.getAsLong();
    RequestDigest digest = RequestDigest.of(valid, outputs);
    PendingRequest pending = new PendingRequest(request, valid, reply, inFlight, place, acceptedAt);
    Role role = role(digest, new Follower(pending, reply));
    long lookup = nanoTime.getAsLong() - start;
    switch (role) {
      case Role.Hit(StoredResponse hit) -> {
        statistics.answeredFromCache(nanoTime.getAsLong() - acceptedAt, lookup);
        pending.answer(hit.answer(request.header().id()));
      }
      case Role.Leader(Flight flight) -> {
        Reply landing = outcome -> land(digest, flight, lookup, outcome, reply);
        queue.admit(new PendingRequest(request, valid, landing, inFlight, place, acceptedAt));
      }
      case Role.Waiting _ -> request.cancellation().onCancel(() -> cancel(pending));
      case Role.Full _ ->
          refuse(
              pending,
              Reason.QUEUE_FULL,
              "Exceeds maximum queue size: "
                  + maxFollowers
                  + " requests wait for the answer of an equal one; send fewer at a time, or raise"
                  + " max_queue_size");
    }
  }

  private Role role(RequestDigest digest, Follower follower) {
    StoredResponse stored = entries.get(digest);
    if (stored != null) {
      return new Role.Hit(stored);
    }
    int level = follower.request().place().level();
    Role[] role = new Role[1];
    flights.compute(
        digest,
        (_, flight) -> {
          if (flight != null && flight.isUrgentEnoughFor(level)) {
            role[0] = join(flight, follower);
            return flight;
          }
          StoredResponse justStored = entries.get(digest);
          if (justStored != null) {
            role[0] = new Role.Hit(justStored);
            return flight;
          }
          Flight led = new Flight(level, flight);
          role[0] = new Role.Leader(led);
          return led;
        });
    return role[0];
  }

  private Role join(Flight flight, Follower follower) {
    if (followers.incrementAndGet() > maxFollowers) {
      followers.decrementAndGet();
      return new Role.Full();
    }
    flight.join(follower);
    return new Role.Waiting();
  }

  /** Takes the outcome of a request that ran, or was to run, for all that wait for it. */
  private void land(RequestDigest digest, Flight led, long lookup, Outcome outcome, Reply reply) {
    if (outcome instanceof InferenceResponse response
        && response.body() instanceof ResponseBody.Tensors body) {
      long start = nanoTime.getAsLong();
      store(digest, response, body);
      statistics.missedCache(lookup + nanoTime.getAsLong() - start);
    }
    switch (outcome) {
      case InferenceResponse response -> {
        // Whoever leads them: this is the answer that they wait for.
        Flight flight = flights.remove(digest);
        List<Follower> waiting = flight == null ? List.of() : flight.allFollowers();
        waiting.forEach(follower -> share(response, follower));
        reply.accept(response);
      }
      case Refusal refusal -> {
        flights.computeIfPresent(digest, (_, flight) -> flight.without(led));
        reply.accept(refusal);
        led.followers().forEach(follower -> follow(refusal, follower));
      }
    }
  }

  private void store(RequestDigest digest, InferenceResponse response, ResponseBody.Tensors body) {
    try {
      entries.put(digest, response, body);
    } catch (RuntimeException | Error e) { // no memory: the answer itself is none the worse
      LOG.warn("An answer of model '{}' can't be cached", response.model(), e);
    }
  }

  private void share(InferenceResponse response, Follower follower) {
    long now = nanoTime.getAsLong();
    PendingRequest request = follower.request();
    if (!claim(request)) {
      return;
    }
    if (follower.isPast(now)) {
      expire(request);
      return;
    }
    ReferenceCounted memory = response.memory().retain();
    statistics.answeredFromCache(now - request.acceptedAt(), 0);
    request.answer(StoredResponse.share(response, request.request().header().id(), memory));
  }

  /** The next of equal requests leads where the first one's end was its own affair. */
  private void follow(Refusal refusal, Follower follower) {
    PendingRequest request = follower.request();
    if (!claim(request)) {
      return;
    }
    if (PERSONAL.contains(refusal.reason())) {
      infer(
          request.request(),
          request.valid(),
          follower.reply(),
          request.place(),
          request.acceptedAt());
    } else {
      end(request, refusal);
    }
  }

  private boolean claim(PendingRequest follower) {
    boolean claimed = follower.claim();
    if (claimed) {
      followers.decrementAndGet();
    }
    return claimed;
  }

  private void cancel(PendingRequest follower) {
    if (claim(follower)) {
      refuse(
          follower,
          Reason.CANCELLED,
          "the client cancelled the request while it waited for the answer of an equal one");
    }
  }

  private void expire(PendingRequest follower) {
    refuse(
        follower,
        Reason.DEADLINE_EXCEEDED,
        "the deadline passed while the request waited for the answer of an equal one");
  }

  private void refuse(PendingRequest request, Reason reason, String message) {
    String model = request.request().header().model();
    end(request, Refusal.of(reason, "model '" + model + "': " + message));
  }

  private void end(PendingRequest request, Refusal refusal) {
    statistics.refused(refusal.reason(), nanoTime.getAsLong() - request.acceptedAt());
    request.answer(refusal);
  }

  /** Refuses requests whose deadline has passed while they wait for the answers of others. */
  public void evictExpired() {
    if (followers.get() == 0) {
      return;
    }
    long now = nanoTime.getAsLong();
    List<Follower> expired = new ArrayList<>();
    for (RequestDigest digest : flights.keySet()) {
      flights.computeIfPresent(
          digest,
          (_, flight) -> {
            flight.evict(now, expired);
            return flight;
          });
    }
    followers.addAndGet(-expired.size());
    expired.forEach(follower -> expire(follower.request()));
  }

  /** Requests that wait for the answers of others. */
  public int waiting() {
    return followers.get();
  }

  /** Bytes that cached responses take. */
  public long bytes() {
    return entries.bytes();
  }

  /** Responses that are cached. */
  public int count() {
    return entries.count();
  }

  /** Drops the cached responses. To be called when nothing is under way. */
  @Override
  public void close() {
    entries.close();
  }
}
