package io.gyre.router.sharedmemory;

import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.Placements;
import io.gyre.inference.request.RequestBody;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.tensor.TensorView;
import io.gyre.inference.upstream.Reply;
import io.gyre.inference.wire.PlacementScanner;
import io.gyre.inference.wire.RequestDecoder;
import io.gyre.inference.wire.ScannedPlacements;
import io.gyre.router.pipeline.InferenceService;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * The inference service for requests whose tensors may be in shared memory: they go on with copies
 * of their inputs, and come back with their outputs put in place. Others pass through.
 */
public final class SharedMemoryInference implements InferenceService {
  private final InferenceService service;
  private final SharedRegions regions;
  private final ByteBufAllocator allocator;
  private final Executor copying;

  /**
   * A service over {@code service}.
   *
   * @param allocator where copies of inputs are
   * @param copying runs the copying, which takes too long for event loops and instances
   */
  public SharedMemoryInference(
      InferenceService service,
      SharedRegions regions,
      ByteBufAllocator allocator,
      Executor copying) {
    this.service = service;
    this.regions = regions;
    this.allocator = allocator;
    this.copying = copying;
  }

  /** Starts a request; an encoded one is looked through where any region is registered. */
  @Override
  public void infer(InferenceRequest request, Reply reply) {
    if (!(request.body() instanceof RequestBody.Encoded(ByteBuf message)) || regions.isEmpty()) {
      service.infer(request, reply);
      return;
    }
    switch (PlacementScanner.scan(message)) {
      case ScannedPlacements.Refused(Refusal refusal) -> refuse(request, refusal, reply);
      case ScannedPlacements.Found(Placements placements) -> infer(request, placements, reply);
    }
  }

  /** Starts a request of which {@code placements} says what is in shared memory. */
  public void infer(InferenceRequest request, Placements placements, Reply reply) {
    if (placements.isEmpty()) {
      service.infer(request, reply);
    } else {
      copying.execute(() -> attach(request, placements, reply));
    }
  }

  private void attach(InferenceRequest request, Placements placements, Reply reply) {
    Attachment attachment = new Attachment(regions, placements);
    Refusal refusal = attachment.open(allocator);
    RequestBody.Decoded body =
        refusal == null
            ? resolved(request.body(), attachment.inputs())
            : new RequestBody.Malformed(refusal);
    switch (body) {
      case RequestBody.Malformed(Refusal why) -> {
        attachment.close();
        refuse(request, why, reply);
      }
      case RequestBody.Tensors tensors ->
          service.infer(
              with(tensors, request),
              outcome -> copying.execute(() -> deliver(attachment, outcome, reply)));
    }
  }

  private void refuse(InferenceRequest request, Refusal refusal, Reply reply) {
    refused(request.header(), refusal);
    reply.accept(refusal);
  }

  @Override
  public void refused(RequestHeader header, Refusal refusal) {
    service.refused(header, refusal);
  }

  private static void deliver(Attachment attachment, Outcome outcome, Reply reply) {
    Outcome delivered = attachment.deliver(outcome);
    attachment.close();
    reply.accept(delivered);
  }

  private static RequestBody.Decoded resolved(RequestBody body, Map<Integer, ByteBuf> shared) {
    return switch (body) {
      case RequestBody.Encoded(ByteBuf message) -> RequestDecoder.decodeShared(message, shared);
      case RequestBody.Tensors tensors -> {
        List<TensorView> inputs = new ArrayList<>(tensors.inputs());
        shared.forEach((position, data) -> {
          TensorView input = inputs.get(position);
          inputs.set(position, new TensorView(input.name(), input.datatype(), input.shape(), data));
        });
        yield new RequestBody.Tensors(inputs, tensors.outputs());
      }
    };
  }

  private static InferenceRequest with(RequestBody.Tensors body, InferenceRequest request) {
    return new InferenceRequest(
        request.header(), body, request.deadline(), request.cancellation(), request.arrived());
  }
}
