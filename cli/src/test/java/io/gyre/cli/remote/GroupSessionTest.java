package io.gyre.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.gyre.cluster.transport.UnitMessage;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.unit.UnitId;
import io.gyre.proto.inference.ModelInferRequest;
import io.gyre.proto.worker.AnswerGroup;
import io.gyre.proto.worker.AnswerGroup.Answer;
import io.gyre.proto.worker.RequestGroup;
import io.gyre.proto.worker.WorkerGrpc;
import io.gyre.worker.service.WorkerServer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A worker's server, and requests in groups from a router that the test plays. */
class GroupSessionTest {
  private static final UnitId UNIT = new UnitId("m", 7, "sha256:0f", 0);

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final PlayedWorker played = new PlayedWorker();
  private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private WorkerServer server;
  private ManagedChannel channel;
  private StreamObserver<RequestGroup> groups;

  @BeforeEach
  void start() throws Exception {
    server =
        WorkerServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), loops, played);
    channel = NettyChannelBuilder.forAddress("localhost", server.port()).usePlaintext().build();
    CountDownLatch open = new CountDownLatch(1);
    groups =
        WorkerGrpc.newStub(channel)
            .inferGroups(
                new StreamObserver<>() {
                  @Override
                  public void onNext(AnswerGroup group) {
                    open.countDown();
                    answers.addAll(group.getAnswersList());
                  }

                  @Override
                  public void onError(Throwable failure) {
                    end.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {
                    end.complete(null);
                  }
                });
    assertThat(open.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @AfterEach
  void stop() throws Exception {
    channel.shutdownNow();
    server.close();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
  }

  @Test
  void aRequestThatIsNoneIsRefusedAndTheOthersRun() throws Exception {
    groups.onNext(
        RequestGroup.newBuilder()
            .addRequests(request(1).setRequest(ByteString.copyFromUtf8("\7\7\7")))
            .addRequests(request(2))
            .build());
    assertThat(take(answers).getRefused().getReason()).isEqualTo("INVALID_ARGUMENT");
    take(played.attempts).reply().accept(Refusal.invalid("enough"));
    assertThat(take(answers).getNumber()).isEqualTo(2);
  }

  @Test
  void aNumberThatIsUnderWayIsRunOnce() throws Exception {
    groups.onNext(
        RequestGroup.newBuilder().addRequests(request(1)).addRequests(request(1)).build());
    groups.onNext(RequestGroup.newBuilder().addRequests(request(2)).build());
    take(played.attempts).reply().accept(Refusal.invalid("first"));
    take(played.attempts).reply().accept(Refusal.invalid("second"));
    assertThat(take(answers).getNumber()).isEqualTo(1);
    assertThat(take(answers).getNumber()).isEqualTo(2);
    assertThat(played.attempts).isEmpty();
  }

  @Test
  void aTimeoutBeyondAllMeasureIsNone() throws Exception {
    groups.onNext(RequestGroup.newBuilder().addRequests(request(1).setTimeoutNanos(-1)).build());
    assertThat(take(played.attempts).request().deadline().set()).isFalse();
  }

  @Test
  void whatIsCancelledIsTheOneAlone() throws Exception {
    groups.onNext(
        RequestGroup.newBuilder().addRequests(request(1)).addRequests(request(2)).build());
    PlayedWorker.Attempt first = take(played.attempts);
    PlayedWorker.Attempt second = take(played.attempts);
    CountDownLatch cancelled = new CountDownLatch(1);
    second.request().cancellation().onCancel(cancelled::countDown);
    groups.onNext(RequestGroup.newBuilder().addCancelled(2).addCancelled(99).build());
    assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(first.request().cancellation().isCancelled()).isFalse();
  }

  @Test
  void aRequestThatIsCancelledInItsOwnGroupIsCancelled() throws Exception {
    groups.onNext(RequestGroup.newBuilder().addRequests(request(1)).addCancelled(1).build());
    CountDownLatch cancelled = new CountDownLatch(1);
    take(played.attempts).request().cancellation().onCancel(cancelled::countDown);
    assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aRouterThatGoesAwayCancelsWhatIsUnderWay() throws Exception {
    groups.onNext(RequestGroup.newBuilder().addRequests(request(1)).build());
    CountDownLatch cancelled = new CountDownLatch(1);
    take(played.attempts).request().cancellation().onCancel(cancelled::countDown);
    channel.shutdownNow();
    assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aServerThatClosesFinishesWhatItBeganAndBeginsNothing() throws Exception {
    groups.onNext(RequestGroup.newBuilder().addRequests(request(1)).build());
    PlayedWorker.Attempt begun = take(played.attempts);
    CompletableFuture<Void> closed = new CompletableFuture<>();
    Thread.startVirtualThread(() -> {
      try {
        server.close(Duration.ofSeconds(20));
        closed.complete(null);
      } catch (InterruptedException e) {
        closed.completeExceptionally(e);
      }
    });
    // Those that come before the server has begun to close are run.
    long number = 1;
    String reason = "";
    while (!reason.equals("NO_REPLICA")) {
      groups.onNext(RequestGroup.newBuilder().addRequests(request(++number)).build());
      reason = eventually().getRefused().getReason();
    }
    assertThat(end).isNotDone();
    begun.reply().accept(Refusal.invalid("finished"));
    assertThat(take(answers).getNumber()).isEqualTo(1);
    end.get(20, TimeUnit.SECONDS);
    closed.get(20, TimeUnit.SECONDS);
  }

  /** The next answer, the worker's or the server's own. */
  private Answer eventually() throws InterruptedException {
    Answer answer = null;
    while (answer == null) {
      PlayedWorker.Attempt attempt = played.attempts.poll();
      if (attempt != null) {
        attempt.reply().accept(Refusal.invalid("begun"));
      }
      answer = answers.poll(10, TimeUnit.MILLISECONDS);
    }
    return answer;
  }

  private static RequestGroup.Request.Builder request(long number) {
    return RequestGroup.Request.newBuilder()
        .setNumber(number)
        .setUnit(UnitMessage.of(UNIT))
        .setRequest(ModelInferRequest.newBuilder().setModelName("m").build().toByteString());
  }

  private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
    T taken = queue.poll(20, TimeUnit.SECONDS);
    assertThat(taken).isNotNull();
    return taken;
  }
}
