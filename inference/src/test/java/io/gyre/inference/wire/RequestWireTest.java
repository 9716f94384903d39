package io.gyre.inference.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gyre.inference.request.RequestBody;
import io.gyre.inference.request.RequestBody.Malformed;
import io.gyre.inference.request.RequestBody.Tensors;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.tensor.TensorView;
import io.gyre.proto.inference.ModelInferRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Scanner, decoder and encoder of requests against protobuf's own parser, on random messages and on
 * damaged ones.
 */
class RequestWireTest {
  private static final int MESSAGES = 5_000;

  @Test
  void scannerReadsWhatProtobufReads() throws Exception {
    Random random = new Random(1);
    RandomMessages messages = new RandomMessages(random);
    int accepted = 0;
    for (int i = 0; i < MESSAGES; i++) {
      byte[] bytes = messages.bytes();
      ModelInferRequest request = ModelInferRequest.parseFrom(bytes);
      ScannedRequest scanned = RequestScanner.scan(messages.buffer(bytes));
      var parameters = Expected.parameters(request.getParametersMap());
      String version = request.getModelVersion();
      if (parameters.isEmpty() || !List.of("", "1", "7", "x").contains(version)) {
        assertThat(scanned).isInstanceOf(ScannedRequest.Refused.class);
        assertThat(((ScannedRequest.Refused) scanned).id()).isEqualTo(request.getId());
      } else {
        accepted++;
        assertThat(scanned)
            .isEqualTo(
                new ScannedRequest.Header(
                    new RequestHeader(
                        request.getModelName(),
                        switch (version) {
                          case "" -> VersionChoice.ANY;
                          case "x" -> new VersionChoice.Named("x");
                          default -> VersionChoice.of(Long.parseLong(version));
                        },
                        request.getId(),
                        parameters.get())));
      }
    }
    assertThat(accepted).isBetween(MESSAGES / 10, MESSAGES);
  }

  @Test
  void decoderReadsWhatProtobufReads() throws Exception {
    RandomMessages messages = new RandomMessages(new Random(2));
    int accepted = 0;
    for (int i = 0; i < MESSAGES; i++) {
      byte[] bytes = messages.bytes();
      ModelInferRequest request = ModelInferRequest.parseFrom(bytes);
      RequestBody.Decoded decoded = RequestDecoder.decode(messages.buffer(bytes));
      Optional<List<byte[]>> inputs = Expected.inputs(request);
      if (inputs.isEmpty() || Expected.outputs(request).isEmpty()) {
        assertThat(decoded).isInstanceOf(Malformed.class);
      } else {
        accepted++;
        assertThat(decoded).isInstanceOf(Tensors.class);
        verify((Tensors) decoded, request, inputs.get());
      }
    }
    assertThat(accepted).isBetween(MESSAGES / 10, MESSAGES);
  }

  @Test
  void encodedTensorsComeBackAsTheyWere() throws Exception {
    RandomMessages messages = new RandomMessages(new Random(3));
    for (int i = 0; i < MESSAGES; i++) {
      ByteBuf message = messages.buffer(messages.bytes());
      if (RequestScanner.scan(message) instanceof ScannedRequest.Header(var header)
          && RequestDecoder.decode(message) instanceof Tensors tensors) {
        ByteBuf encoded = messages.buffer(drain(RequestEncoder.encode(header, tensors)));
        assertThat(RequestScanner.scan(encoded)).isEqualTo(new ScannedRequest.Header(header));
        assertThat(RequestDecoder.decode(encoded)).isEqualTo(tensors);
      }
    }
  }

  @Test
  void damagedMessagesAreRefusedWhereProtobufRefusesAndNeverThrow() {
    Random random = new Random(4);
    RandomMessages messages = new RandomMessages(random);
    int refused = 0;
    for (int i = 0; i < 10 * MESSAGES; i++) {
      byte[] bytes = new Damage(random).to(messages.bytes());
      ByteBuf message = messages.buffer(bytes);
      ScannedRequest scanned = RequestScanner.scan(message);
      RequestBody.Decoded decoded = RequestDecoder.decode(message);
      boolean accepted = scanned instanceof ScannedRequest.Header && decoded instanceof Tensors;
      try {
        ModelInferRequest request = ModelInferRequest.parseFrom(bytes);
        if (accepted) {
          assertThat(((ScannedRequest.Header) scanned).header().model())
              .isEqualTo(request.getModelName());
          verify((Tensors) decoded, request, Expected.inputs(request).orElseThrow());
        }
      } catch (InvalidProtocolBufferException _) {
        refused++;
        assertThat(accepted).as(() -> ByteBufUtil.hexDump(bytes)).isFalse();
      }
    }
    assertThat(refused).isGreaterThan(MESSAGES);
  }

  private static void verify(Tensors tensors, ModelInferRequest request, List<byte[]> inputs) {
    assertThat(tensors.inputs()).hasSameSizeAs(inputs);
    for (int i = 0; i < inputs.size(); i++) {
      TensorView view = tensors.inputs().get(i);
      assertThat(view.name()).isEqualTo(request.getInputs(i).getName());
      assertThat(view.datatype().name()).isEqualTo(request.getInputs(i).getDatatype());
      assertThat(Arrays.stream(view.shape().dims()).boxed())
          .isEqualTo(request.getInputs(i).getShapeList());
      assertThat(ByteBufUtil.getBytes(view.data())).as(request::toString).isEqualTo(inputs.get(i));
    }
    assertThat(tensors.outputs()).isEqualTo(Expected.outputs(request).orElseThrow());
  }

  static byte[] drain(MessageStream stream) throws IOException {
    try (stream) {
      int announced = stream.available();
      byte[] bytes = stream.readAllBytes();
      assertThat(bytes).hasSize(announced);
      return bytes;
    }
  }
}
