package io.gyre.router.http;

import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.RequestBody;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.ResponseBody;
import io.gyre.inference.tensor.TensorView;
import io.gyre.inference.upstream.Reply;
import io.gyre.inference.wire.MessageStream;
import io.gyre.inference.wire.ResponseEncoder;
import io.gyre.router.pipeline.InferenceService;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Answers with its inputs, each as an output named like it with IN turned to OUT. The model {@code
 * held} answers when the test says so, {@code nobody} is unknown, {@code busy} has no time.
 */
final class EchoService implements InferenceService {
  final BlockingQueue<Held> held = new LinkedBlockingQueue<>();

  /** What was refused on its way here, as {@code model: REASON}. */
  final BlockingQueue<String> refused = new LinkedBlockingQueue<>();

  /** Responses whose memory has not been given back. */
  final AtomicInteger unreleased = new AtomicInteger();

  private volatile @Nullable InferenceRequest last;

  /** A request that waits for the test. */
  record Held(EchoService service, InferenceRequest request, Reply reply) {
    void answer() {
      reply.accept(service.echo(request));
    }
  }

  /** The request that came last. */
  InferenceRequest last() {
    return Objects.requireNonNull(last);
  }

  @Override
  public void infer(InferenceRequest request, Reply reply) {
    last = request;
    switch (request.header().model()) {
      case "nobody" -> reply.accept(FakeModels.unknown("nobody"));
      case "busy" ->
          reply.accept(Refusal.of(Refusal.Reason.OVERLOADED, "busy").retryAfter(1_000_000_001L));
      case "held" -> held.add(new Held(this, request, reply));
      case "remote" -> reply.accept(encoded(echo(request)));
      case "unwritable" -> reply.accept(unwritable(request));
      case "other-thread" -> Thread.ofVirtual().start(() -> reply.accept(echo(request)));
      default -> reply.accept(echo(request));
    }
  }

  @Override
  public void refused(RequestHeader header, Refusal refusal) {
    refused.add(header.model() + ": " + refusal.reason());
  }

  /** The response as a worker in another process sends it. */
  private InferenceResponse encoded(InferenceResponse response) {
    ByteBuf message = Unpooled.directBuffer();
    try (MessageStream stream = ResponseEncoder.encode(response)) {
      stream.drainTo(new ByteBufOutputStream(message));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    unreleased.incrementAndGet();
    return new InferenceResponse(
        response.model(),
        response.version(),
        response.id(),
        new ResponseBody.Encoded(message),
        new Counted(message, unreleased));
  }

  /** A response whose bytes are gone too early, as only a defect would have it. */
  private InferenceResponse unwritable(InferenceRequest request) {
    InferenceResponse whole = echo(request);
    TensorView first = ((ResponseBody.Tensors) whole.body()).outputs().getFirst();
    ByteBuf gone = Unpooled.buffer().writeZero(first.data().readableBytes());
    gone.release();
    TensorView freed = new TensorView(first.name(), first.datatype(), first.shape(), gone);
    return new InferenceResponse(
        whole.model(),
        whole.version(),
        whole.id(),
        new ResponseBody.Tensors(List.of(freed)),
        whole.memory());
  }

  private InferenceResponse echo(InferenceRequest request) {
    RequestBody.Tensors body = (RequestBody.Tensors) request.body();
    List<TensorView> outputs = new ArrayList<>();
    ByteBuf memory = Unpooled.directBuffer();
    List<int[]> ranges = new ArrayList<>();
    for (TensorView input : body.inputs()) {
      ranges.add(new int[] {memory.writerIndex(), input.data().readableBytes()});
      memory.writeBytes(input.data().slice());
    }
    for (int i = 0; i < ranges.size(); i++) {
      TensorView input = body.inputs().get(i);
      ByteBuf data = memory.slice(ranges.get(i)[0], ranges.get(i)[1]);
      String name = input.name().replace("IN", "OUT");
      outputs.add(new TensorView(name, input.datatype(), input.shape(), data));
    }
    unreleased.incrementAndGet();
    return new InferenceResponse(
        request.header().model(),
        request.header().version().number().orElse(1),
        request.header().id(),
        new ResponseBody.Tensors(outputs),
        new Counted(memory, unreleased));
  }
}
