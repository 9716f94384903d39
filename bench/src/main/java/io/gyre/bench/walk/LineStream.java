package io.gyre.bench.walk;

import io.gyre.cluster.control.ControlListener;
import io.gyre.cluster.control.ControlStream;
import io.gyre.proto.worker.RouterMessage.Release;
import io.gyre.proto.worker.RouterMessage.Verdict;
import io.gyre.proto.worker.WorkerMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One control stream, with what is on its way in both directions. Once it is severed nothing
 * arrives any more, and either end learns of it in its own time.
 */
final class LineStream implements ControlStream {
  private final String router;
  private final WorkerProcess process;
  private final ControlListener atRouter;
  private final Runnable heard;
  private final Deque<WorkerMessage> toRouter = new ArrayDeque<>();
  private final Deque<Consumer<ControlStream>> toWorker = new ArrayDeque<>();
  private @Nullable ControlStream atWorker;
  private boolean opening = true;
  private boolean severed;
  private long severedAt;
  private boolean routerKnows;
  private boolean workerKnows;

  /**
   * @param heard runs each time that the router is told something
   */
  LineStream(
      String router, WorkerProcess process, ControlListener atRouter, Runnable heard, long now) {
    this.heard = heard;
    this.router = router;
    this.process = process;
    this.atRouter = atRouter;
    this.severedAt = now;
  }

  boolean hasMessages() {
    return !severed && (opening || !toRouter.isEmpty() || !toWorker.isEmpty());
  }

  /**
   * Lets the next message arrive.
   *
   * @param atTheRouter in which direction, where there are some in both
   */
  void deliver(boolean atTheRouter) {
    if (opening) {
      opening = false;
      atWorker = process.worker().attach(router, new AtWorker());
    } else if (!toRouter.isEmpty() && (atTheRouter || toWorker.isEmpty())) {
      atRouter.onMessage(toRouter.remove());
      heard.run();
    } else if (!toWorker.isEmpty() && atWorker != null) {
      toWorker.remove().accept(atWorker);
    }
  }

  /** Severs the stream; what is on its way is lost. */
  void sever(long now) {
    if (!severed) {
      severed = true;
      severedAt = now;
      toRouter.clear();
      toWorker.clear();
      workerKnows = opening;
    }
  }

  /** Whether one end has yet to learn that it is severed. */
  boolean isUnnoticed() {
    return severed && (!routerKnows || !workerKnows);
  }

  boolean isOver() {
    return severed && routerKnows && workerKnows;
  }

  long severedAt() {
    return severedAt;
  }

  /** Has both ends learn that it is severed. */
  void notice() {
    noticeAtWorker();
    noticeAtRouter();
  }

  void noticeAtWorker() {
    if (severed && !workerKnows) {
      workerKnows = true;
      if (atWorker != null) {
        atWorker.close();
      }
    }
  }

  void noticeAtRouter() {
    if (severed && !routerKnows) {
      routerKnows = true;
      atRouter.onEnd("connection reset");
    }
  }

  @Override
  public void release(Release release) {
    send(stream -> stream.release(release));
  }

  @Override
  public void condemn(Verdict verdict) {
    send(stream -> stream.condemn(verdict));
  }

  private void send(Consumer<ControlStream> message) {
    if (!severed) {
      toWorker.add(message);
    }
  }

  @Override
  public void close() {
    sever(severedAt);
    routerKnows = true;
  }

  /** Sends what the worker says to the router. */
  private final class AtWorker implements ControlListener {
    @Override
    public void onMessage(WorkerMessage message) {
      if (!severed) {
        toRouter.add(message);
      }
    }

    @Override
    public void onEnd(String reason) {
      // Its process ends, or the router has a newer stream: nothing follows what was said.
      workerKnows = true;
    }
  }
}
