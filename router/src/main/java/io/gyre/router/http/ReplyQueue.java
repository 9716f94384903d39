package io.gyre.router.http;

import io.gyre.inference.loop.LoopTasks;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Replies on their way to one event loop. However many arrive together, each connection is flushed
 * once.
 */
final class ReplyQueue {
  private final LoopTasks tasks;
  private final List<Connection> written = new ArrayList<>();

  ReplyQueue(Executor eventLoop) {
    this.tasks = new LoopTasks(eventLoop, this::flush);
  }

  /** Runs {@code reply} on the event loop soon. For any thread. */
  void add(Runnable reply) {
    tasks.execute(reply);
  }

  /** Flushes {@code connection} when the replies at hand are written. On the event loop. */
  void flushLater(Connection connection) {
    written.add(connection);
  }

  private void flush() {
    written.forEach(Connection::flush);
    written.clear();
  }
}
