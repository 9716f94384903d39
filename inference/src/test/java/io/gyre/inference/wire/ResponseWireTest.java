package io.gyre.inference.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.gyre.inference.request.ParameterValue;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.ResponseBody;
import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.gyre.proto.inference.InferParameter;
import io.gyre.proto.inference.InferTensorContents;
import io.gyre.proto.inference.ModelInferResponse;
import io.gyre.proto.inference.ModelInferResponse.InferOutputTensor;
import io.gyre.proto.inference.ModelStreamInferResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ResponseWireTest {
  private final Random random = new Random(11);

  @Test
  void protobufReadsWhatTheEncoderWrites() throws Exception {
    for (int i = 0; i < 2_000; i++) {
      ByteBuf block = block();
      List<TensorView> outputs = tensors(block);
      InferenceResponse response =
          new InferenceResponse("größe", 3, i % 2 == 0 ? "" : "id", body(outputs), block);
      ModelInferResponse expected = message(response, outputs).build();
      assertThat(ModelInferResponse.parseFrom(read(ResponseEncoder.encode(response))))
          .isEqualTo(expected);
      assertThat(block.refCnt()).isZero();
    }
  }

  @Test
  void aStreamedAnswerIsMarkedAsFinalWhoeverEncodedIt() throws Exception {
    for (int i = 0; i < 500; i++) {
      ByteBuf block = block();
      List<TensorView> outputs = tensors(block);
      InferenceResponse response = new InferenceResponse("m", 1, "x", body(outputs), block);
      ModelInferResponse plain = message(response, outputs).build();
      ModelStreamInferResponse expected =
          ModelStreamInferResponse.newBuilder()
              .setInferResponse(
                  plain.toBuilder()
                      .putParameters(
                          "triton_final_response",
                          InferParameter.newBuilder().setBoolParam(true).build()))
              .build();
      assertThat(ModelStreamInferResponse.parseFrom(read(ResponseEncoder.encodeStreamed(response))))
          .isEqualTo(expected);
      ByteBuf encoded = Unpooled.wrappedBuffer(plain.toByteArray());
      InferenceResponse remote =
          new InferenceResponse("m", 1, "x", new ResponseBody.Encoded(encoded), encoded);
      assertThat(ModelStreamInferResponse.parseFrom(read(ResponseEncoder.encodeStreamed(remote))))
          .isEqualTo(expected);
    }
  }

  @Test
  void textsAreAsLongAsTheirFieldsSayWhateverTheyHold() throws Exception {
    for (String id : List.of("a\ud800", "\udc00b", "🦜".repeat(50), "ß".repeat(5_000))) {
      String sent = id.replaceAll("^\\udc00|\\ud800$", "?"); // halves of a pair, which UTF-8 lacks
      assertThat(ModelStreamInferResponse.parseFrom(read(ResponseEncoder.encodeError(id, id))))
          .isEqualTo(
              ModelStreamInferResponse.newBuilder()
                  .setErrorMessage(sent)
                  .setInferResponse(ModelInferResponse.newBuilder().setId(sent))
                  .build());
    }
  }

  @Test
  void anErrorOnAStreamNamesTheRequest() throws Exception {
    assertThat(
            ModelStreamInferResponse.parseFrom(read(ResponseEncoder.encodeError("r7", "zu groß"))))
        .isEqualTo(
            ModelStreamInferResponse.newBuilder()
                .setErrorMessage("zu groß")
                .setInferResponse(ModelInferResponse.newBuilder().setId("r7"))
                .build());
  }

  @Test
  void theDecoderReadsWhatTheEncoderWrites() throws Exception {
    RandomMessages messages = new RandomMessages(random);
    for (int i = 0; i < 2_000; i++) {
      ByteBuf block = block();
      ResponseBody.Tensors body = body(tensors(block));
      // The views outlive the stream here, so that what comes back can be compared with them.
      InferenceResponse response = new InferenceResponse("m", 5, "x", body, block.retain());
      ByteBuf encoded = messages.buffer(read(ResponseEncoder.encode(response)));
      assertThat(ResponseDecoder.decode(encoded))
          .isEqualTo(new DecodedResponse.Response("m", "5", "x", Map.of(), body));
      block.release();
    }
  }

  @Test
  void theDecoderKeepsTheParametersOfAResponse() {
    ModelInferResponse message =
        ModelInferResponse.newBuilder()
            .setModelName("m")
            .putParameters("cost", InferParameter.newBuilder().setDoubleParam(0.5).build())
            .build();
    assertThat(ResponseDecoder.decode(Unpooled.wrappedBuffer(message.toByteArray())))
        .isEqualTo(
            new DecodedResponse.Response(
                "m",
                "",
                "",
                Map.of("cost", new ParameterValue.Fp64(0.5)),
                new ResponseBody.Tensors(List.of())));
  }

  @Test
  void contentsBesideRawBytesAreRefusedUnlessTheyAreEmpty() {
    InferOutputTensor.Builder output =
        InferOutputTensor.newBuilder().setName("out").setDatatype("FP32").addShape(1);
    ModelInferResponse empty = beside(output.setContents(InferTensorContents.newBuilder()));
    ModelInferResponse full =
        beside(output.setContents(InferTensorContents.newBuilder().addFp32Contents(1)));

    assertThat(ResponseDecoder.decode(Unpooled.wrappedBuffer(empty.toByteArray())))
        .isInstanceOf(DecodedResponse.Response.class);
    assertThat(ResponseDecoder.decode(Unpooled.wrappedBuffer(full.toByteArray())))
        .isInstanceOf(DecodedResponse.Malformed.class);
  }

  private static ModelInferResponse beside(InferOutputTensor.Builder output) {
    return ModelInferResponse.newBuilder()
        .addOutputs(output)
        .addRawOutputContents(ByteString.copyFrom(new byte[4]))
        .build();
  }

  @Test
  void aDamagedResponseIsAnInternalRefusalAndNeverThrows() throws Exception {
    Damage damage = new Damage(random);
    RandomMessages messages = new RandomMessages(random);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      ByteBuf block = block();
      InferenceResponse response = new InferenceResponse("m", 5, "x", body(tensors(block)), block);
      byte[] bytes = damage.to(read(ResponseEncoder.encode(response)));
      if (ResponseDecoder.decode(messages.buffer(bytes))
          instanceof DecodedResponse.Malformed(Refusal refusal)) {
        refused++;
        assertThat(refusal.reason()).isEqualTo(Refusal.Reason.INTERNAL);
      }
    }
    assertThat(refused).isGreaterThan(1_000);
  }

  @Test
  void aResponseIsReleasedOnceHoweverItsStreamEnds() throws Exception {
    ByteBuf block = block();
    InferenceResponse response =
        new InferenceResponse("m", 5, "x", body(tensors(block)), block.retain());
    MessageStream stream = ResponseEncoder.encode(response);
    stream.read();
    stream.close();
    stream.close();
    assertThat(block.refCnt()).isOne();
    assertThat(stream.read()).isEqualTo(-1);
    block.release();
  }

  private byte[] read(MessageStream stream) throws IOException {
    try (stream) {
      int announced = stream.available();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (int i = random.nextInt(20); i > 0; i--) {
        int next = stream.read();
        if (next >= 0) {
          out.write(next);
        }
      }
      if (random.nextBoolean()) {
        out.writeBytes(stream.readNBytes(random.nextInt(20)));
      }
      stream.drainTo(out);
      assertThat(out.size()).isEqualTo(announced);
      return out.toByteArray();
    }
  }

  private ByteBuf block() {
    byte[] bytes = new byte[64];
    random.nextBytes(bytes);
    return PooledByteBufAllocator.DEFAULT.directBuffer(64).writeBytes(bytes);
  }

  private List<TensorView> tensors(ByteBuf block) {
    List<TensorView> tensors = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      int from = random.nextInt(60);
      long[] dims = random.longs(random.nextInt(3), 0, 1L << 40).toArray();
      tensors.add(
          new TensorView(
              "out" + i,
              Datatype.values()[random.nextInt(Datatype.values().length)],
              Shape.of(dims),
              block.slice(from, random.nextInt(64 - from))));
    }
    return tensors;
  }

  private static ResponseBody.Tensors body(List<TensorView> outputs) {
    return new ResponseBody.Tensors(outputs);
  }

  private static ModelInferResponse.Builder message(
      InferenceResponse response, List<TensorView> outputs) {
    ModelInferResponse.Builder message =
        ModelInferResponse.newBuilder()
            .setModelName(response.model())
            .setModelVersion(Long.toString(response.version()))
            .setId(response.id());
    for (TensorView output : outputs) {
      InferOutputTensor.Builder tensor =
          InferOutputTensor.newBuilder()
              .setName(output.name())
              .setDatatype(output.datatype().name());
      for (long dim : output.shape().dims()) {
        tensor.addShape(dim);
      }
      message
          .addOutputs(tensor)
          .addRawOutputContents(ByteString.copyFrom(output.data().nioBuffer()));
    }
    return message;
  }
}
