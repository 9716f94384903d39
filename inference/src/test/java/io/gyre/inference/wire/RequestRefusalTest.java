package io.gyre.inference.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.gyre.inference.request.RequestBody.Decoded;
import io.gyre.inference.request.RequestBody.Malformed;
import io.gyre.inference.request.RequestBody.Tensors;
import io.gyre.inference.request.RequestedOutput;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.inference.tensor.TensorView;
import io.gyre.proto.inference.InferParameter;
import io.gyre.proto.inference.InferTensorContents;
import io.gyre.proto.inference.ModelInferRequest;
import io.gyre.proto.inference.ModelInferRequest.InferInputTensor;
import io.gyre.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What a client is told about a request that can't be read. */
class RequestRefusalTest {
  @Test
  void aValueOutsideItsDatatypeIsRefusedAndNotWrapped() {
    assertThat(refusal(typed("INT8", InferTensorContents.newBuilder().addIntContents(128))))
        .isEqualTo(
            Refusal.invalid(
                "input 'x' has contents that can't be read: value 128 is outside INT8, -128 to"
                    + " 127"));
    assertThat(refusal(typed("UINT16", InferTensorContents.newBuilder().addUintContents(65_536))))
        .isNotNull();
  }

  @Test
  void theWrongFieldNamesTheRightOne() {
    assertThat(
            refusal(typed("INT32", InferTensorContents.newBuilder().addFp32Contents(1))).message())
        .contains("INT32 is carried by int_contents", "fp32_contents");
  }

  @Test
  void twoFieldsAreRefused() {
    assertThat(
            refusal(
                typed(
                    "INT32",
                    InferTensorContents.newBuilder().addIntContents(1).addFp32Contents(1))))
        .isNotNull();
  }

  @Test
  void halfPrecisionTravelsRawOnly() {
    assertThat(
            refusal(typed("FP16", InferTensorContents.newBuilder().addFp32Contents(1))).message())
        .contains("FP16 travels in raw_input_contents only");
    assertThat(
            refusal(typed("BF16", InferTensorContents.newBuilder().addFp32Contents(1))).message())
        .contains("BF16 travels in raw_input_contents only");
  }

  @Test
  void emptyContentsAreAnEmptyTensor() {
    Tensors tensors = (Tensors) decode(typed("INT32", InferTensorContents.newBuilder()));
    assertThat(tensors.inputs())
        .singleElement()
        .extracting(TensorView::data)
        .isEqualTo(Unpooled.EMPTY_BUFFER);
  }

  @Test
  void noContentsAtAllAreRefused() {
    assertThat(refusal(request(InferInputTensor.newBuilder().setName("x").setDatatype("INT32"))))
        .isEqualTo(
            Refusal.invalid(
                "input 'x' has no data: expected raw_input_contents or its own contents"));
  }

  @Test
  void rawAndTypedMixedAreRefused() {
    ModelInferRequest.Builder request =
        typed("INT32", InferTensorContents.newBuilder().addIntContents(1))
            .addRawInputContents(ByteString.copyFromUtf8("abcd"));
    assertThat(refusal(request).message()).startsWith("input 'x' has contents although");
  }

  @Test
  void rawContentsNeedOneEntryForEachInput() {
    ModelInferRequest.Builder request =
        request(InferInputTensor.newBuilder().setName("x").setDatatype("INT32"))
            .addRawInputContents(ByteString.copyFromUtf8("abcd"))
            .addRawInputContents(ByteString.EMPTY);
    assertThat(refusal(request).message()).startsWith("the message has 1 inputs and 2 raw_input");
  }

  @Test
  void anUnknownDatatypeIsToldWhichExist() {
    assertThat(refusal(typed("FP128", InferTensorContents.newBuilder())).message())
        .contains("input 'x'", "'FP128'", "BOOL", "UINT8", "BF16", "BYTES");
  }

  @Test
  void sharedMemoryThatNobodyResolvedIsUnknown() {
    InferParameter region = InferParameter.newBuilder().setStringParam("r").build();
    InferParameter size = InferParameter.newBuilder().setInt64Param(4).build();
    ModelInferRequest.Builder input =
        request(
            InferInputTensor.newBuilder()
                .setName("x")
                .setDatatype("INT32")
                .putParameters("shared_memory_region", region)
                .putParameters("shared_memory_byte_size", size));
    ModelInferRequest.Builder output =
        ModelInferRequest.newBuilder()
            .addOutputs(
                InferRequestedOutputTensor.newBuilder()
                    .setName("y")
                    .putParameters("shared_memory_region", region)
                    .putParameters("shared_memory_byte_size", size));
    assertThat(refusal(input).reason()).isEqualTo(Reason.NOT_FOUND);
    assertThat(refusal(input).message()).contains("input 'x'", "region: 'r'");
    assertThat(refusal(output).reason()).isEqualTo(Reason.NOT_FOUND);
  }

  @Test
  void classificationIsACount() {
    assertThat(
            ((Tensors) decode(classification(InferParameter.newBuilder().setInt64Param(3))))
                .outputs())
        .containsExactly(new RequestedOutput("y", 3));
    assertThat(refusal(classification(InferParameter.newBuilder().setInt64Param(-1))).message())
        .contains("requested output 'y'", "int64 from 0 up");
    assertThat(refusal(classification(InferParameter.newBuilder().setStringParam("3"))))
        .isNotNull();
  }

  @Test
  void moreElementsThanAnyModelNeedsAreRefusedBeforeTheyCostMemory() {
    ByteBuf tooMany = Unpooled.buffer();
    for (int i = 0; i < 300_000; i++) {
      tooMany.writeByte(5 << 3 | 2).writeByte(0); // an empty input
    }
    assertThat(((Malformed) RequestDecoder.decode(tooMany)).refusal().reason())
        .isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void rawBytesAreViewsOfTheMessage() {
    ModelInferRequest request =
        request(InferInputTensor.newBuilder().setName("x").setDatatype("UINT8").addShape(3))
            .addRawInputContents(ByteString.copyFromUtf8("abc"))
            .build();
    ByteBuf message = Unpooled.wrappedBuffer(request.toByteArray());
    TensorView view = ((Tensors) RequestDecoder.decode(message)).inputs().getFirst();
    message.setByte(message.readableBytes() - 1, 'z');
    assertThat(view.data().toString(StandardCharsets.US_ASCII)).isEqualTo("abz");
    assertThat(ByteBufUtil.getBytes(view.data())).hasSize(3);
  }

  private static ModelInferRequest.Builder classification(InferParameter.Builder value) {
    return ModelInferRequest.newBuilder()
        .addOutputs(
            InferRequestedOutputTensor.newBuilder()
                .setName("y")
                .putParameters("classification", value.build()));
  }

  private static ModelInferRequest.Builder typed(
      String datatype, InferTensorContents.Builder contents) {
    return request(
        InferInputTensor.newBuilder().setName("x").setDatatype(datatype).setContents(contents));
  }

  private static ModelInferRequest.Builder request(InferInputTensor.Builder input) {
    return ModelInferRequest.newBuilder().setModelName("m").addInputs(input);
  }

  private static Decoded decode(ModelInferRequest.Builder request) {
    return RequestDecoder.decode(Unpooled.wrappedBuffer(request.build().toByteArray()));
  }

  private static Refusal refusal(ModelInferRequest.Builder request) {
    return ((Malformed) decode(request)).refusal();
  }
}
