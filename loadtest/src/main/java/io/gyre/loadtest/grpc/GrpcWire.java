package io.gyre.loadtest.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnsafeByteOperations;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.tensor.TensorView;
import io.gyre.inference.wire.DecodedResponse;
import io.gyre.inference.wire.ResponseDecoder;
import io.gyre.loadtest.address.Target;
import io.gyre.loadtest.client.CallOptions;
import io.gyre.loadtest.client.Client;
import io.gyre.loadtest.client.Completion;
import io.gyre.loadtest.client.MetadataCall;
import io.gyre.loadtest.client.ModelName;
import io.gyre.loadtest.client.OneCall;
import io.gyre.loadtest.client.Wire;
import io.gyre.loadtest.payload.Sample;
import io.gyre.loadtest.payload.Signature;
import io.gyre.proto.inference.GRPCInferenceServiceGrpc;
import io.gyre.proto.inference.InferParameter;
import io.gyre.proto.inference.ModelInferRequest;
import io.gyre.proto.inference.ModelInferRequest.InferInputTensor;
import io.gyre.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.gyre.proto.inference.ModelMetadataRequest;
import io.gyre.proto.inference.ModelMetadataResponse;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;

/** The protocol over gRPC, with raw tensor contents. */
public final class GrpcWire implements Wire {
  private final Target target;
  private final InetSocketAddress address;

  /**
   * @throws io.gyre.loadtest.usage.UsageException where the target's host is unknown
   */
  public GrpcWire(Target target) {
    this.target = target;
    this.address = target.resolve();
  }

  @Override
  public Signature signature(ModelName model) {
    byte[] request =
        frame(
            ModelMetadataRequest.newBuilder()
                .setName(model.name())
                .setVersion(model.version())
                .build());
    String method = GRPCInferenceServiceGrpc.getModelMetadataMethod().getFullMethodName();
    MetadataCall call = new MetadataCall(target, model);
    byte[] answer =
        call.body(
            OneCall.send(
                c -> open(true, 1, 1, c),
                RequestHeaders.block(target.authority(), method, CallOptions.NONE),
                request),
            "NOT_FOUND");
    try {
      ModelMetadataResponse metadata = ModelMetadataResponse.parseFrom(answer);
      return call.signature(
          metadata.getInputsList().stream()
              .map(i -> new MetadataCall.Input(i.getName(), i.getDatatype(), i.getShapeList()))
              .toList());
    } catch (InvalidProtocolBufferException e) {
      throw call.unreadable(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public byte[] head(ModelName model, CallOptions options) {
    String method = GRPCInferenceServiceGrpc.getModelInferMethod().getFullMethodName();
    return RequestHeaders.block(target.authority(), method, options);
  }

  @Override
  public byte[] body(ModelName model, CallOptions options, Sample sample) {
    ModelInferRequest.Builder request =
        ModelInferRequest.newBuilder().setModelName(model.name()).setModelVersion(model.version());
    if (options.priority() > 0) {
      // Older servers know no unsigned parameter.
      InferParameter priority =
          InferParameter.newBuilder().setInt64Param(options.priority()).build();
      request.putParameters("priority", priority);
    }
    for (TensorView input : sample.inputs()) {
      InferInputTensor.Builder tensor =
          InferInputTensor.newBuilder().setName(input.name()).setDatatype(input.datatype().name());
      for (long dim : input.shape().dims()) {
        tensor.addShape(dim);
      }
      ByteString raw = UnsafeByteOperations.unsafeWrap(input.data().nioBuffer());
      request.addInputs(tensor).addRawInputContents(raw);
    }
    for (String output : options.outputs()) {
      request.addOutputs(InferRequestedOutputTensor.newBuilder().setName(output));
    }
    return frame(request.build());
  }

  @Override
  public List<TensorView> outputs(byte[] answer) {
    return switch (ResponseDecoder.decode(Unpooled.wrappedBuffer(answer))) {
      case DecodedResponse.Response response -> response.body().outputs();
      case DecodedResponse.Malformed(Refusal refusal) ->
          throw new IllegalArgumentException(refusal.message());
    };
  }

  @Override
  public Client open(boolean keepAnswers, int connections, int slots, Completion completion) {
    return new GrpcClient(address, keepAnswers, connections, slots, completion);
  }

  /** The message behind gRPC's prefix: not compressed, and so long. */
  private static byte[] frame(MessageLite message) {
    byte[] bytes = message.toByteArray();
    return ByteBuffer.allocate(5 + bytes.length)
        .put((byte) 0)
        .putInt(bytes.length)
        .put(bytes)
        .array();
  }
}
