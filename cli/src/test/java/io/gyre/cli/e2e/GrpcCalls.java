package io.gyre.cli.e2e;

import com.google.protobuf.ByteString;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.gyre.proto.inference.GRPCInferenceServiceGrpc;
import io.gyre.proto.inference.InferTensorContents;
import io.gyre.proto.inference.ModelInferRequest;
import io.gyre.proto.inference.ModelInferResponse;
import io.gyre.proto.inference.ModelInferResponse.InferOutputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Inference over gRPC of what is written as JSON: typed contents there, raw contents back. */
final class GrpcCalls implements AutoCloseable {
  private final JsonMapper json = new JsonMapper();
  private final ManagedChannel channel;

  GrpcCalls(GyreProcess server) {
    this.channel =
        Grpc.newChannelBuilder(server.grpc(), InsecureChannelCredentials.create()).build();
  }

  /** The answer's outputs, in the form that HTTP has. */
  JsonNode infer(String model, JsonNode request) {
    ModelInferRequest.Builder message = ModelInferRequest.newBuilder().setModelName(model);
    for (JsonNode input : request.path("inputs")) {
      ModelInferRequest.InferInputTensor.Builder tensor =
          message
              .addInputsBuilder()
              .setName(input.path("name").asString())
              .setDatatype(input.path("datatype").asString())
              .setContents(contents(input));
      input.path("shape").forEach(dim -> tensor.addShape(dim.asLong()));
    }
    ModelInferResponse answer =
        GRPCInferenceServiceGrpc.newBlockingStub(channel).modelInfer(message.build());
    ArrayNode outputs = json.createArrayNode();
    for (int i = 0; i < answer.getOutputsCount(); i++) {
      outputs.add(output(answer.getOutputs(i), answer.getRawOutputContents(i)));
    }
    return outputs;
  }

  private static InferTensorContents contents(JsonNode input) {
    InferTensorContents.Builder contents = InferTensorContents.newBuilder();
    for (JsonNode element : input.path("data")) {
      switch (input.path("datatype").asString()) {
        case "FP32" -> contents.addFp32Contents(element.floatValue());
        case "INT8", "INT32" -> contents.addIntContents(element.asInt());
        case "BYTES" -> contents.addBytesContents(ByteString.copyFromUtf8(element.asString()));
        case String other -> throw new AssertionError("no example takes " + other);
      }
    }
    return contents.build();
  }

  private ObjectNode output(InferOutputTensor tensor, ByteString raw) {
    ObjectNode output = json.createObjectNode();
    output.put("name", tensor.getName()).put("datatype", tensor.getDatatype());
    ArrayNode shape = output.putArray("shape");
    tensor.getShapeList().forEach(shape::add);
    ArrayNode data = output.putArray("data");
    ByteBuffer bytes = raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      switch (tensor.getDatatype()) {
        case "FP32" -> data.add(bytes.getFloat());
        case "INT8" -> data.add(bytes.get());
        case "INT32" -> data.add(bytes.getInt());
        case "INT64" -> data.add(bytes.getLong());
        case "BYTES" -> data.add(text(bytes));
        case String other -> throw new AssertionError("no example answers " + other);
      }
    }
    return output;
  }

  private static String text(ByteBuffer bytes) {
    byte[] element = new byte[bytes.getInt()];
    bytes.get(element);
    return new String(element, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
