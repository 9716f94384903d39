package io.gyre.router.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replies on their way to one event loop. However many arrive together, as those of a batch do, the
 * loop is woken once and each connection flushed once.
 */
final class ReplyQueue {
  private static final Logger log = LoggerFactory.getLogger(ReplyQueue.class);

  private final Executor eventLoop;
  private final Queue<Runnable> replies = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean woken = new AtomicBoolean();
  private final List<Connection> written = new ArrayList<>();

  ReplyQueue(Executor eventLoop) {
    this.eventLoop = eventLoop;
  }

  /** Runs {@code reply} on the event loop soon. For any thread. */
  void add(Runnable reply) {
    replies.add(reply);
    if (woken.compareAndSet(false, true)) {
      try {
        eventLoop.execute(this::drain);
      } catch (RejectedExecutionException e) {
        // The loop has ended, and with it every connection: what is left is to give the memory
        // back.
        log.debug("an answer came after the end of its event loop");
        drain();
      }
    }
  }

  /** Flushes {@code connection} when the replies at hand are written. On the event loop. */
  void flushLater(Connection connection) {
    written.add(connection);
  }

  private void drain() {
    woken.set(false);
    for (Runnable reply = replies.poll(); reply != null; reply = replies.poll()) {
      try {
        reply.run();
      } catch (RuntimeException | Error e) {
        // One reply's defect must not take the others with it.
        log.error("a reply was lost because of a defect", e);
      }
    }
    written.forEach(Connection::flush);
    written.clear();
  }
}
