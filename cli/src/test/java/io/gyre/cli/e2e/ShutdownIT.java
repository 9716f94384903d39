package io.gyre.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.gyre.proto.inference.ServerReadyRequest;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of a server that clients still call. */
class ShutdownIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void termFinishesWhatIsUnderWayAndExitsWithZero() throws Exception {
    GyreProcess server = GyreProcess.start("serve", Repository.create(directory).path().toString());
    try (OffsetCalls calls = new OffsetCalls(server);
        Load load = Load.on(calls)) {
      load.awaitAnswers(100);
      server.terminate();
      assertThat(server.awaitEnd()).isZero();
      load.close();

      assertThat(load.failures()).allSatisfy(failure -> assertThat(isRefusal(failure)).isTrue());
    }
    assertThat(server.log()).doesNotContain("LEAK:", "Exception");
  }

  @Test
  void serverThatIsGivenGraceServesOnWhileItSaysThatItIsNotReady() throws Exception {
    GyreProcess server =
        GyreProcess.start(
            "serve", Repository.create(directory).path().toString(), "--set", "drain.grace=10m");
    try (OffsetCalls calls = new OffsetCalls(server);
        Load load = Load.on(calls)) {
      load.awaitAnswers(100);
      server.terminate();
      awaitNotReady(calls);
      load.awaitAnswers(1_000);
      load.close();

      assertThat(load.failures()).isEmpty();
      server.terminate();
      assertThat(server.awaitEnd()).isEqualTo(128 + 15);
    }
  }

  private static void awaitNotReady(OffsetCalls calls) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (calls.grpc().serverReady(ServerReadyRequest.getDefaultInstance()).getReady()) {
      assertThat(System.nanoTime()).as("still ready").isLessThan(end);
    }
  }

  @Test
  void workerThatStopsHandsItsRequestsToTheOther() throws Exception {
    Repository repository = Repository.create(directory);
    try (Topology.Cluster server = Topology.DISTRIBUTED.start(repository.path());
        OffsetCalls calls = new OffsetCalls(server.front());
        Load load = Load.on(calls)) {
      load.awaitAnswers(100);
      GyreProcess leaving = server.workers().getFirst();
      leaving.terminate();
      assertThat(leaving.awaitEnd()).isZero();
      load.awaitAnswers(100);
      load.close();

      assertThat(load.failures()).isEmpty();
      assertThat(leaving.log()).doesNotContain("LEAK:", "Exception");
    }
  }

  @Test
  void secondSignalEndsAtOnce() throws Exception {
    GyreProcess server = GyreProcess.start("serve", Repository.create(directory).path().toString());
    try (Socket halfSent = new Socket(server.http().getHost(), server.http().getPort())) {
      halfSent
          .getOutputStream()
          .write(
              "POST /v2/models/offset/infer HTTP/1.1\r\nHost: t\r\nContent-Length: 99\r\n\r\n{"
                  .getBytes(StandardCharsets.US_ASCII));
      try (OffsetCalls calls = new OffsetCalls(server)) {
        calls.byHttp(); // by now the server has read the other's beginning
      }
      server.terminate();
      server.awaitLog("a second signal stops at once");
      server.terminate();

      assertThat(server.awaitEnd()).isEqualTo(128 + 15);
    }
  }

  /**
   * A request that came too late finds no server, or one that says that it stops; never half an
   * answer.
   */
  private static boolean isRefusal(Throwable failure) {
    return switch (failure) {
      case StatusRuntimeException e -> e.getStatus().getCode() == Status.Code.UNAVAILABLE;
      case AssertionError e -> String.valueOf(e.getMessage()).startsWith("status 503");
      case IOException _ -> true;
      default -> false;
    };
  }

  @Test
  void serverThatIsIdleStopsAtOnce() throws Exception {
    GyreProcess server = GyreProcess.start("serve", Repository.create(directory).path().toString());
    server.terminate();

    assertThat(server.awaitEnd()).isZero();
    assertThat(server.log()).doesNotContain("Exception");
  }
}
