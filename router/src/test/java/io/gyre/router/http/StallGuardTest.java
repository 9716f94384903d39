package io.gyre.router.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.proto.inference.ServerMetadataResponse;
import io.gyre.router.change.FakeChanges;
import io.gyre.router.drain.FakeDrains;
import io.gyre.router.settings.FakeLogControl;
import io.gyre.router.settings.ServerControls;
import io.gyre.router.sharedmemory.SharedMemoryInference;
import io.gyre.router.sharedmemory.SharedRegions;
import io.gyre.router.trace.Tracing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections of clients that dawdle, on a clock that the test moves. */
class StallGuardTest {
  private static final String HEAD =
      "POST /v2/models/held/infer HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n";

  private final EchoService service = new EchoService();
  private EmbeddedChannel channel = new EmbeddedChannel();

  @BeforeEach
  void open() throws Exception {
    HttpLimits limits =
        new HttpLimits(1 << 20, 8192, 8, Duration.ofSeconds(30), Duration.ofSeconds(600));
    FakeModels models = new FakeModels();
    RequestDispatcher dispatcher =
        new RequestDispatcher(
            limits,
            service,
            new InferEndpoint(
                new SharedMemoryInference(
                    service,
                    new SharedRegions(SharedRegions.LINUX),
                    ByteBufAllocator.DEFAULT,
                    Runnable::run),
                new RawRequests(models),
                limits,
                Runnable::run),
            new DirectoryEndpoints(models, ServerMetadataResponse.getDefaultInstance(), () -> "{}"),
            new ControlEndpoints(
                new ServerControls(
                    new FakeLogControl(),
                    new Tracing(""),
                    new SharedRegions(SharedRegions.LINUX),
                    new FakeChanges(),
                    new FakeDrains()),
                models),
            new RegionEndpoints(new SharedRegions(SharedRegions.LINUX)),
            new RepositoryEndpoints(new FakeChanges(), _ -> "[]", Runnable::run),
            new DrainEndpoint(new FakeDrains()),
            System::nanoTime);
    channel =
        new EmbeddedChannel(
            false, false, new Connections(dispatcher, limits, new ResponseSender()));
    channel.register();
    channel.freezeTime();
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void closesAConnectionWhoseHeadTricklesIn() {
    for (int second = 0; second < 60 && channel.isActive(); second += 5) {
      write("X");
      pass(5);
    }
    assertThat(channel.isActive()).isFalse();
  }

  @Test
  void answersABodyThatStopsArriving() {
    write(HEAD.formatted(100) + "{");
    pass(50);
    assertThat(written()).contains("408 Request Timeout", "connection: close");
  }

  @Test
  void waitsForABodyThatKeepsArriving() {
    write(HEAD.formatted(100));
    for (int i = 0; i < 20; i++) {
      write(" ");
      pass(20);
    }
    assertThat(channel.isActive()).isTrue();
    assertThat(written()).isEmpty();
  }

  @Test
  void closesAConnectionThatIsIdleForLong() {
    write("GET /v2 HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(written()).contains("200 OK");
    pass(500);
    assertThat(channel.isActive()).isTrue();
    pass(200);
    assertThat(channel.isActive()).isFalse();
  }

  @Test
  void waitsForASlowModel() {
    write(HEAD.formatted(HttpFrontDoorTest.FOUR.length()) + HttpFrontDoorTest.FOUR);
    pass(5000);
    assertThat(channel.isActive()).isTrue();
    service.held.remove().answer();
    channel.runPendingTasks();
    assertThat(written()).contains("200 OK");
  }

  private void write(String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
  }

  private void pass(long seconds) {
    for (long second = 0; second < seconds; second++) {
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
    }
  }

  private String written() {
    StringBuilder all = new StringBuilder();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      all.append(part.toString(StandardCharsets.UTF_8));
      part.release();
    }
    return all.toString();
  }
}
