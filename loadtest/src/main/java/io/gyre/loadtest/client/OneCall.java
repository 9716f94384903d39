package io.gyre.loadtest.client;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One request to a target, and what came of it. */
public final class OneCall implements Completion {
  private static final long TIMEOUT_NANOS = 10_000_000_000L;

  private @Nullable Result result;

  private OneCall() {}

  /** What came of the call. */
  public sealed interface Result {
    /** The body of a good answer. */
    record Answered(byte[] body) implements Result {}

    /** Why there is no answer. */
    record Failed(Failure failure, String detail) implements Result {}
  }

  /** Sends a request through a client of its own, and waits for what comes of it. */
  public static Result send(Function<Completion, Client> opener, byte[] head, byte[] body) {
    OneCall call = new OneCall();
    long end = System.nanoTime() + TIMEOUT_NANOS;
    try (Client client = opener.apply(call)) {
      boolean sent = false;
      while (call.result == null && System.nanoTime() < end) {
        if (!sent && client.hasRoom()) {
          client.send(0, head, body);
          sent = true;
        }
        client.poll(end - System.nanoTime());
      }
    }
    Result ended = call.result;
    return ended == null ? new Result.Failed(Failure.TIMED_OUT, "") : ended;
  }

  @Override
  public void answered(int slot, byte[] answer) {
    result = new Result.Answered(answer);
  }

  @Override
  public void failed(int slot, Failure failure, String detail) {
    result = new Result.Failed(failure, detail);
  }
}
