package io.gyre.worker.service;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.gyre.cluster.control.ControlListener;
import io.gyre.cluster.control.ControlStream;
import io.gyre.cluster.control.Worker;
import io.gyre.cluster.transport.WorkerProtocol;
import io.gyre.proto.worker.RouterMessage;
import io.gyre.proto.worker.WorkerMessage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One control stream: what the router sends goes to the worker, what the worker announces goes to
 * the router. The two come on different threads; the lock covers what is sent to the router, and is
 * never held while the worker is called.
 */
final class ControlSession implements StreamObserver<RouterMessage>, ControlListener {
  private final Worker worker;
  private final String process;
  private final ServerCallStreamObserver<WorkerMessage> router;
  private final Consumer<ControlSession> atEnd;
  private final AtomicReference<@Nullable ControlStream> stream = new AtomicReference<>();
  private boolean ended;

  /**
   * @param process what this process is known by
   */
  ControlSession(
      Worker worker,
      String process,
      ServerCallStreamObserver<WorkerMessage> router,
      Consumer<ControlSession> atEnd) {
    this.worker = worker;
    this.process = process;
    this.router = router;
    this.atEnd = atEnd;
    router.setOnCancelHandler(() -> leave(null));
  }

  @Override
  public void onNext(RouterMessage message) {
    switch (message.getKindCase()) {
      case HELLO -> greet(message.getHello());
      case RELEASE -> pass(message, to -> to.release(message.getRelease()));
      case VERDICT -> pass(message, to -> to.condemn(message.getVerdict()));
      case KIND_NOT_SET ->
          leave(Status.INVALID_ARGUMENT.withDescription("a message without a kind"));
    }
  }

  private void greet(RouterMessage.Hello hello) {
    if (hello.getProtocol() != WorkerProtocol.VERSION) {
      leave(
          Status.FAILED_PRECONDITION.withDescription(
              WorkerProtocol.mismatch("router " + hello.getRouter(), hello.getProtocol())));
    } else if (stream.get() != null) {
      leave(Status.FAILED_PRECONDITION.withDescription("a second Hello on one stream"));
    } else if (isOpen()) {
      stream.set(worker.attach(hello.getRouter(), this));
      if (!isOpen()) {
        detach(); // the stream ended while it opened
      }
    }
  }

  private void pass(RouterMessage message, Consumer<ControlStream> call) {
    ControlStream attached = stream.get();
    if (attached != null) {
      call.accept(attached);
    } else if (isOpen()) {
      leave(
          Status.FAILED_PRECONDITION.withDescription(
              "expected a Hello first, found " + message.getKindCase()));
    }
  }

  @Override
  public void onError(Throwable failure) {
    leave(null);
  }

  @Override
  public void onCompleted() {
    leave(Status.OK);
  }

  @Override
  public synchronized void onMessage(WorkerMessage message) {
    if (!ended) {
      router.onNext(signed(message));
    }
  }

  /** A snapshot says which protocol it is in, that of this connection, and from which process. */
  private WorkerMessage signed(WorkerMessage message) {
    return message.hasSnapshot()
        ? message.toBuilder()
            .setSnapshot(
                message.getSnapshot().toBuilder()
                    .setProtocol(WorkerProtocol.VERSION)
                    .setProcess(process))
            .build()
        : message;
  }

  @Override
  public void onEnd(String reason) {
    leave(Status.ABORTED.withDescription(reason));
  }

  /**
   * Ends both sides; {@code status} is for a router that still listens, null for one that is gone.
   */
  void leave(@Nullable Status status) {
    if (tell(status)) {
      atEnd.accept(this);
      detach();
    }
  }

  private synchronized boolean tell(@Nullable Status status) {
    if (ended) {
      return false;
    }
    ended = true;
    if (status != null && status.isOk()) {
      router.onCompleted();
    } else if (status != null) {
      router.onError(status.asRuntimeException());
    }
    return true;
  }

  private synchronized boolean isOpen() {
    return !ended;
  }

  private void detach() {
    ControlStream attached = stream.getAndSet(null);
    if (attached != null) {
      attached.close();
    }
  }
}
