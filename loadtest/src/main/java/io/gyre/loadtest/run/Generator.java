package io.gyre.loadtest.run;

import io.gyre.loadtest.client.Client;
import io.gyre.loadtest.client.Completion;
import io.gyre.loadtest.client.Failure;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The loop of one thread that sends requests when they are due, and times them from then.
 *
 * <p>A request that can't leave, because every connection is taken, waits, and its time counts. One
 * that is not answered in time is given up, whether it had left or not.
 */
final class Generator implements AutoCloseable {
  private final LongSupplier nanoClock;
  private final Pace pace;
  private final Recorder recorder;
  private final long timeoutNanos;
  private final RequestSource requests;
  private final Request[] sent;
  private final InFlight inFlight;
  private final Client client;
  private long start;
  private boolean blocked;
  private long roomSince = Long.MIN_VALUE;

  /**
   * @param nanoClock monotonic time
   * @param timeoutNanos after which a request is given up, from its intended send time
   * @param slots how many requests may be under way
   * @param requests what to send
   * @param client opens the connections, for the thread that calls {@link #run}
   */
  Generator(
      LongSupplier nanoClock,
      Pace pace,
      Recorder recorder,
      long timeoutNanos,
      int slots,
      RequestSource requests,
      Function<Completion, Client> client) {
    this.nanoClock = nanoClock;
    this.pace = pace;
    this.recorder = recorder;
    this.timeoutNanos = timeoutNanos;
    this.requests = requests;
    this.sent = new Request[slots];
    this.inFlight = new InFlight(slots);
    this.client = client.apply(new Ends());
  }

  /** Lets connections be made for as long as {@code nanos}, before the first request is due. */
  void prepare(long nanos) {
    long end = nanoClock.getAsLong() + nanos;
    for (long left = nanos; left > 0; left = end - nanoClock.getAsLong()) {
      client.poll(left);
    }
  }

  /**
   * Sends every request, and returns when the last has ended.
   *
   * @param startNanos the clock's time from which the pace counts
   */
  void run(long startNanos) {
    start = startNanos;
    while (true) {
      giveUpLate();
      long due = sendDue();
      if (due == Pace.OVER && inFlight.size() == 0) {
        recorder.finish();
        return;
      }
      client.poll(Math.min(due, nextTimeout()) - now());
    }
  }

  @Override
  public void close() {
    client.close();
  }

  /** Sends what is due; returns when there is something to send next. */
  private long sendDue() {
    while (true) {
      long now = now();
      recorder.passed(now);
      long due = pace.due(now, inFlight.size());
      if (due > now) {
        return due;
      }
      if (now - due >= timeoutNanos) {
        pace.advance();
        int model = requests.next().model();
        recorder.sent(model, due, 0);
        recorder.failed(model, due, now, Failure.TIMED_OUT, "before it could leave");
        continue;
      }
      if (!inFlight.hasRoom() || !client.hasRoom()) {
        blocked = true;
        return due + timeoutNanos;
      }
      if (blocked) {
        blocked = false;
        roomSince = now;
      }
      pace.advance();
      Request request = requests.next();
      recorder.sent(request.model(), due, now - Math.max(due, roomSince));
      send(inFlight.add(due), request);
    }
  }

  private void send(int slot, Request request) {
    sent[slot] = request;
    client.send(slot, requests.head(request), request.body());
  }

  private void giveUpLate() {
    long now = now();
    while (inFlight.size() > 0 && now - inFlight.oldestIntended() >= timeoutNanos) {
      int slot = inFlight.oldest();
      client.cancel(slot);
      int model = sent[slot].model();
      recorder.failed(model, inFlight.remove(slot), now, Failure.TIMED_OUT, "");
    }
  }

  private long nextTimeout() {
    return inFlight.size() == 0 ? Long.MAX_VALUE : inFlight.oldestIntended() + timeoutNanos;
  }

  private long now() {
    return nanoClock.getAsLong() - start;
  }

  /** Takes down how each request ended. */
  private final class Ends implements Completion {
    @Override
    public void answered(int slot, byte[] answer) {
      long now = now();
      Request request = sent[slot];
      String problem = request.check().problem(answer);
      if (problem == null) {
        recorder.answered(request.model(), inFlight.remove(slot), now);
      } else {
        recorder.failed(request.model(), inFlight.remove(slot), now, Failure.WRONG_ANSWER, problem);
      }
    }

    @Override
    public void failed(int slot, Failure failure, String detail) {
      recorder.failed(sent[slot].model(), inFlight.remove(slot), now(), failure, detail);
    }
  }
}
