package io.gyre.loader.onnxruntime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** The run contexts of a model that no run uses now, as many as have ever run at once. */
final class RunContexts implements AutoCloseable {
  private final Supplier<RunContext> maker;
  private final Deque<RunContext> idle = new ArrayDeque<>();
  private boolean closed;

  RunContexts(Supplier<RunContext> maker) {
    this.maker = maker;
  }

  RunContext take() {
    synchronized (idle) {
      RunContext context = idle.pollLast();
      if (context != null) {
        return context;
      }
    }
    return maker.get();
  }

  /** Takes a cleared context back; after {@link #close}, closes it. */
  void giveBack(RunContext context) {
    synchronized (idle) {
      if (!closed) {
        idle.addLast(context);
        return;
      }
    }
    context.close();
  }

  @Override
  public void close() {
    synchronized (idle) {
      closed = true;
      idle.forEach(RunContext::close);
      idle.clear();
    }
  }
}
