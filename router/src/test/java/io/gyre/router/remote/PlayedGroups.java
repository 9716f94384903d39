package io.gyre.router.remote;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.gyre.proto.worker.AnswerGroup;
import io.gyre.proto.worker.AnswerGroup.Answer;
import io.gyre.proto.worker.RequestGroup;
import io.gyre.proto.worker.WorkerGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** The far end of calls of groups, whose part the test plays. */
final class PlayedGroups extends WorkerGrpc.WorkerImplBase implements AutoCloseable {
  final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
  private final Server server;

  PlayedGroups() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .addService(this)
            .build()
            .start();
  }

  int port() {
    return server.getPort();
  }

  /**
   * One router's call.
   *
   * @param closed has an element once the router has ended its side
   */
  record Call(
      StreamObserver<AnswerGroup> router,
      BlockingQueue<RequestGroup> groups,
      BlockingQueue<Boolean> closed) {
    void open() {
      router.onNext(AnswerGroup.getDefaultInstance());
    }

    void answer(Answer.Builder answer) {
      router.onNext(AnswerGroup.newBuilder().addAnswers(answer).build());
    }
  }

  @Override
  public StreamObserver<RequestGroup> inferGroups(StreamObserver<AnswerGroup> responseObserver) {
    Call call =
        new Call(responseObserver, new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>());
    calls.add(call);
    return new StreamObserver<>() {
      @Override
      public void onNext(RequestGroup group) {
        call.groups().add(group);
      }

      @Override
      public void onError(Throwable failure) {
        call.closed().add(false);
      }

      @Override
      public void onCompleted() {
        call.closed().add(true);
        responseObserver.onCompleted();
      }
    };
  }

  @Override
  public void close() throws InterruptedException {
    server.shutdownNow();
    server.awaitTermination();
  }
}
