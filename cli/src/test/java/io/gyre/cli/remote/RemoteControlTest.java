package io.gyre.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.gyre.cluster.control.ControlListener;
import io.gyre.cluster.control.ControlStream;
import io.gyre.cluster.member.Member;
import io.gyre.proto.inference.ModelStatisticsRequest;
import io.gyre.proto.worker.ChangeAnswer;
import io.gyre.proto.worker.ChangeRequest;
import io.gyre.proto.worker.DrainRequest;
import io.gyre.proto.worker.RouterMessage;
import io.gyre.proto.worker.WorkerGrpc;
import io.gyre.proto.worker.WorkerMessage;
import io.gyre.router.remote.RemoteWorker;
import io.gyre.worker.service.WorkerServer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Control streams, changes, drains and statistics, on two ends of a real connection. */
class RemoteControlTest {
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final PlayedWorker played = new PlayedWorker();
  private WorkerServer server;
  private RemoteWorker remote;

  @BeforeEach
  void start() throws Exception {
    server =
        WorkerServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), loops, played);
    remote = remote(server.port());
  }

  @AfterEach
  void stop() throws Exception {
    remote.close();
    server.close();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
  }

  private RemoteWorker remote(int port) {
    return new RemoteWorker(new Member("w1", "localhost", port), loops, System::nanoTime, true);
  }

  @Test
  void drainsAreAsked() throws Exception {
    DrainRequest request = DrainRequest.newBuilder().setAsker("/10.0.0.1:5").build();
    remote.drain(request).toCompletableFuture().get();
    assertThat(take(played.drainsAsked)).isEqualTo(request);
  }

  @Test
  void changesAreAsked() throws Exception {
    ChangeAnswer answer =
        remote.change(ChangeRequest.newBuilder().setModel("m").build()).toCompletableFuture().get();
    assertThat(answer.getNumber()).isEqualTo(7);
    assertThat(answer.getNote()).isEqualTo("m");
  }

  @Test
  void statisticsAreAsked() throws Exception {
    assertThat(
            remote
                .statistics(ModelStatisticsRequest.newBuilder().setName("m").build())
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .getModelStats(0)
                .getName())
        .isEqualTo("m");
  }

  @Test
  void announcementsGoOneWayAndReleasesTheOther() throws Exception {
    Ear ear = new Ear();
    try (ControlStream control = remote.attach("router-1", ear)) {
      assertThat(take(ear.messages).getSnapshot().getWorker()).isEqualTo("played");
      PlayedWorker.Stream stream = take(played.streams);
      assertThat(stream.router()).isEqualTo("router-1");
      for (int i = 0; i < 100; i++) {
        WorkerMessage change =
            WorkerMessage.newBuilder()
                .setChange(
                    WorkerMessage.Change.newBuilder()
                        .setModels(WorkerMessage.Models.newBuilder().addNames("m" + i)))
                .build();
        stream.listener().onMessage(change);
        assertThat(take(ear.messages)).isEqualTo(change);
      }
      RouterMessage.Release release = RouterMessage.Release.newBuilder().setNumber(9).build();
      control.release(release);
      assertThat(take(stream.releases())).isEqualTo(release);
      RouterMessage.Verdict verdict =
          RouterMessage.Verdict.newBuilder().setModel("m").setVersion(2).setReason("bad").build();
      control.condemn(verdict);
      assertThat(take(stream.verdicts())).isEqualTo(verdict);
      control.close();
      stream.closed().get(20, TimeUnit.SECONDS);
    }
    assertThat(ear.end).isNotDone();
  }

  @Test
  void aStreamThatTheWorkerEndsSaysWhy() throws Exception {
    Ear ear = new Ear();
    remote.attach("router-1", ear);
    take(played.streams).listener().onEnd("replaced by another stream");
    assertThat(ear.end.get(20, TimeUnit.SECONDS)).contains("replaced by another stream");
  }

  @Test
  void aWorkerThatIsGoneEndsTheStreamAndOneThatIsBackIsFound() throws Exception {
    Ear ear = new Ear();
    remote.attach("router-1", ear);
    PlayedWorker.Stream stream = take(played.streams);
    int port = server.port();
    server.close();
    assertThat(ear.end.get(20, TimeUnit.SECONDS)).contains("shutting down");
    stream.closed().get(20, TimeUnit.SECONDS);
    Ear refused = new Ear();
    remote.attach("router-1", refused);
    assertThat(refused.end.get(20, TimeUnit.SECONDS)).startsWith("UNAVAILABLE");
    server =
        WorkerServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), loops, played);
    Ear again = new Ear();
    try (ControlStream _ = remote.attach("router-1", again)) {
      assertThat(take(again.messages).hasSnapshot()).isTrue();
    }
  }

  @Test
  void aRouterOfAnotherProtocolIsToldSo() throws Exception {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("localhost", server.port()).usePlaintext().build();
    CompletableFuture<Status> end = new CompletableFuture<>();
    StreamObserver<RouterMessage> router =
        WorkerGrpc.newStub(channel)
            .control(
                new StreamObserver<>() {
                  @Override
                  public void onNext(WorkerMessage message) {}

                  @Override
                  public void onError(Throwable failure) {
                    end.complete(Status.fromThrowable(failure));
                  }

                  @Override
                  public void onCompleted() {
                    end.complete(Status.OK);
                  }
                });
    router.onNext(
        RouterMessage.newBuilder()
            .setHello(RouterMessage.Hello.newBuilder().setProtocol(99).setRouter("old"))
            .build());
    assertThat(end.get(20, TimeUnit.SECONDS).getDescription())
        .startsWith("router old speaks version 99 of the worker protocol");
    assertThat(played.streams).isEmpty();
    channel.shutdownNow();
  }

  /** A router's ear that keeps what it hears. */
  private static final class Ear implements ControlListener {
    final BlockingQueue<WorkerMessage> messages = new LinkedBlockingQueue<>();
    final CompletableFuture<String> end = new CompletableFuture<>();

    @Override
    public void onMessage(WorkerMessage message) {
      messages.add(message);
    }

    @Override
    public void onEnd(String reason) {
      assertThat(end.complete(reason)).isTrue();
    }
  }

  private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
    T taken = queue.poll(20, TimeUnit.SECONDS);
    assertThat(taken).isNotNull();
    return taken;
  }
}
