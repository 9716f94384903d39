package io.gyre.inference.grpc;

import io.grpc.Server;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The end of a gRPC server: what is under way finishes in its time, the rest is cut off. */
public final class ServerEnd {
  private static final Duration ABORT = Duration.ofSeconds(1);

  /** What the answers that end calls need to be written. */
  private static final Duration LAST_FRAMES = Duration.ofMillis(500);

  private ServerEnd() {}

  /**
   * Ends {@code server}. Returns when nothing is left of it.
   *
   * @param grace how long calls under way may take
   * @param calls ends the calls that a client may hold open for ever, once no new ones come
   */
  public static void await(Server server, Duration grace, Runnable calls)
      throws InterruptedException {
    server.shutdown();
    calls.run();
    if (!server.awaitTermination(grace.toNanos(), TimeUnit.NANOSECONDS)) {
      server.shutdownNow();
      server.awaitTermination(ABORT.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /** Ends {@code server} with the frames at hand; an interrupt is left to the caller. */
  public static void now(Server server, Runnable calls) {
    try {
      await(server, LAST_FRAMES, calls);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
