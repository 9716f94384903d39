package io.gyre.router.remote;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.gyre.cluster.control.ControlListener;
import io.gyre.cluster.control.ControlStream;
import io.gyre.cluster.member.Member;
import io.gyre.cluster.transport.WorkerProtocol;
import io.gyre.proto.worker.RouterMessage;
import io.gyre.proto.worker.WorkerGrpc;
import io.gyre.proto.worker.WorkerMessage;

/** One control stream to a worker, and the connection that exists for it alone. */
final class RemoteControl implements ControlStream {
  private final Member member;
  private final ManagedChannel channel;
  private final ClientCall<RouterMessage, WorkerMessage> call;
  private final ControlListener listener;
  private boolean ended;

  private RemoteControl(Member member, ManagedChannel channel, ControlListener listener) {
    this.member = member;
    this.channel = channel;
    this.call = channel.newCall(WorkerGrpc.getControlMethod(), CallOptions.DEFAULT);
    this.listener = listener;
  }

  /** Opens a stream on {@code channel}, which it takes over. */
  static RemoteControl open(
      Member member, ManagedChannel channel, String router, ControlListener listener) {
    RemoteControl control = new RemoteControl(member, channel, listener);
    control.call.start(control.new Messages(), new Metadata());
    control.call.request(1);
    control.send(
        RouterMessage.newBuilder()
            .setHello(
                RouterMessage.Hello.newBuilder()
                    .setProtocol(WorkerProtocol.VERSION)
                    .setRouter(router))
            .build());
    return control;
  }

  @Override
  public void release(RouterMessage.Release release) {
    send(RouterMessage.newBuilder().setRelease(release).build());
  }

  @Override
  public void condemn(RouterMessage.Verdict verdict) {
    send(RouterMessage.newBuilder().setVerdict(verdict).build());
  }

  private synchronized void send(RouterMessage message) {
    if (!ended) {
      call.sendMessage(message);
    }
  }

  @Override
  public void close() {
    end("closed by this router");
  }

  /** Ends the stream and its connection; false where that had happened before. */
  private synchronized boolean end(String reason) {
    if (ended) {
      return false;
    }
    ended = true;
    call.cancel(reason, null);
    channel.shutdownNow();
    return true;
  }

  private void fail(String reason) {
    if (end(reason)) {
      listener.onEnd(reason);
    }
  }

  private synchronized boolean isOpen() {
    return !ended;
  }

  /** What comes from the worker, one call at a time. */
  private final class Messages extends ClientCall.Listener<WorkerMessage> {
    @Override
    public void onMessage(WorkerMessage message) {
      int protocol = message.getSnapshot().getProtocol();
      if (message.hasSnapshot() && protocol != WorkerProtocol.VERSION) {
        fail(WorkerProtocol.mismatch("worker " + member.id(), protocol));
      } else if (isOpen()) {
        listener.onMessage(message);
        call.request(1);
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      fail(status.isOk() ? "the worker ended the stream" : describe(status));
    }

    /** The status with its cause: gRPC calls every refused connection an "io exception". */
    private static String describe(Status status) {
      String description = status.getDescription();
      Throwable cause = status.getCause();
      return status.getCode()
          + (description == null ? "" : ": " + description)
          + (cause == null ? "" : ": " + cause.getMessage());
    }
  }
}
