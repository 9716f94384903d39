package io.gyre.router.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.proto.inference.DataType;
import io.gyre.proto.inference.ServerMetadataResponse;
import io.gyre.router.change.FakeChanges;
import io.gyre.router.drain.FakeDrains;
import io.gyre.router.settings.FakeLogControl;
import io.gyre.router.settings.ServerControls;
import io.gyre.router.sharedmemory.SharedRegions;
import io.gyre.router.trace.Tracing;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A front door on a free port over an echo, which checks at its end that no memory is held. */
final class TestDoor implements AutoCloseable {
  final EchoService service = new EchoService();
  final FakeModels models =
      new FakeModels()
          .with("echo", 8, FakeModels.input("IN", DataType.TYPE_FP32, -1))
          .with("fixed", 0, FakeModels.input("IN", DataType.TYPE_INT32, 2, 2))
          .with("text", 8, FakeModels.input("IN", DataType.TYPE_STRING, 1))
          .with(
              "two",
              8,
              FakeModels.input("IN0", DataType.TYPE_INT32, 1),
              FakeModels.input("IN1", DataType.TYPE_INT32, 1));
  final FakeChanges changes = new FakeChanges();
  final FakeDrains drains = new FakeDrains();
  final ServerControls controls =
      new ServerControls(
          new FakeLogControl(),
          new Tracing(""),
          new SharedRegions(SharedRegions.LINUX),
          changes,
          drains);
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final HttpFrontDoor door;

  TestDoor() throws IOException {
    this(HttpLimits.DEFAULT);
  }

  TestDoor(HttpLimits limits) throws IOException {
    this(limits, 0);
  }

  TestDoor(HttpLimits limits, int port) throws IOException {
    try {
      door = open(limits, port);
    } catch (IOException e) {
      group.shutdownGracefully(0, 5, TimeUnit.SECONDS);
      throw e;
    }
  }

  private HttpFrontDoor open(HttpLimits limits, int port) throws IOException {
    return HttpFrontDoor.builder()
        .eventLoops(group, group)
        .service(service)
        .directory(models)
        .controls(controls)
        .server(ServerMetadataResponse.newBuilder().setName("gyre").setVersion("1").build())
        .status(() -> "{\"members\":[]}")
        .history(model -> "[{\"model\":\"" + model + "\"}]")
        .limits(limits)
        .allocator(allocator)
        .drainTimeout(Duration.ofSeconds(10))
        .address("127.0.0.1", port)
        .start();
  }

  int port() {
    return door.port();
  }

  RawClient connect() throws IOException {
    return new RawClient(port());
  }

  void retire() {
    door.retire();
  }

  /** Ends the front door alone. */
  void stop() {
    door.close();
  }

  @Override
  public void close() {
    door.close();
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    assertThat(service.unreleased).as("responses whose memory is held").hasValue(0);
    assertThat(allocator.metric().usedDirectMemory()).as("bytes of buffers held").isZero();
    assertThat(allocator.metric().usedHeapMemory()).as("bytes of heap buffers held").isZero();
  }
}
