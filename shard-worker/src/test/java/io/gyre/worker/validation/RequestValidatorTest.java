package io.gyre.worker.validation;

import static io.gyre.worker.replica.Configurations.input;
import static io.gyre.worker.replica.Configurations.optional;
import static io.gyre.worker.replica.Configurations.output;
import static io.gyre.worker.replica.Tensors.floats;
import static io.gyre.worker.replica.Tensors.raw;
import static io.gyre.worker.replica.Tensors.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.request.RequestBody;
import io.gyre.inference.request.RequestedOutput;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.config.ModelConfiguration;
import io.gyre.proto.inference.ModelConfig;
import io.gyre.proto.inference.ModelParameter;
import io.gyre.worker.replica.Configurations;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestValidatorTest {
  private final RequestValidator two =
      new RequestValidator(
          Configurations.batching(
              8,
              1,
              List.of(
                  input("A", Datatype.FP32, -1, 2),
                  input("B", Datatype.BYTES, -1, -1),
                  optional("C", Datatype.BOOL, -1, 1)),
              List.of(output("Y", Datatype.FP32, -1, 2), output("Z", Datatype.BYTES, -1, 1))));

  private static final TensorView A = raw("A", Datatype.FP32, Shape.of(2, 2), 16);
  private static final TensorView B = texts("B", Shape.of(2, 1), "x", "");
  private static final TensorView C = raw("C", Datatype.BOOL, Shape.of(2, 1), 2);

  private Validation check(TensorView... inputs) {
    return two.validate(new RequestBody.Tensors(List.of(inputs), List.of()));
  }

  private String refusal(TensorView... inputs) {
    Refusal refusal = ((Validation.Refused) check(inputs)).refusal();
    assertThat(refusal.reason()).isEqualTo(Refusal.Reason.INVALID_ARGUMENT);
    assertThat(refusal.message()).contains("'m'");
    return refusal.message();
  }

  private ValidRequest accepted(TensorView... inputs) {
    return (ValidRequest) check(inputs);
  }

  @Test
  void fittingRequestIsPutInTheConfigurationsOrder() {
    ValidRequest valid = accepted(C, B, A);
    assertThat(valid.inputs()).containsExactly(A, B, C);
    assertThat(valid.rows()).isEqualTo(2);
  }

  @Test
  void optionalInputMayBeLeftOut() {
    ValidRequest valid = accepted(A, B);
    assertThat(valid.inputs()).containsExactly(A, B, null);
    assertThat(valid.key()).isNotEqualTo(accepted(A, B, C).key());
  }

  @Test
  void requestsThatDifferInVariableDimensionsHaveDifferentKeys() {
    TensorView wide = texts("B", Shape.of(2, 2), "a", "b", "c", "d");
    assertThat(accepted(A, B).key()).isEqualTo(accepted(A, B).key());
    assertThat(accepted(A, B).key()).isNotEqualTo(accepted(A, wide).key());
  }

  @Test
  void unknownMissingAndDuplicateInputsAreNamed() {
    assertThat(refusal(A, B, raw("D", Datatype.FP32, Shape.of(2, 2), 16)))
        .contains("unexpected input 'D'", "'A', 'B', 'C' (optional)");
    assertThat(refusal(A)).contains("'B' is missing");
    assertThat(refusal(A, A, B)).contains("'A' is given twice");
    assertThat(refusal()).contains("'A' is missing");
  }

  @Test
  void datatypeAndShapeMustFit() {
    assertThat(refusal(raw("A", Datatype.FP64, Shape.of(2, 2), 32), B))
        .contains("'A'", "expected datatype FP32", "found FP64");
    assertThat(refusal(raw("A", Datatype.FP32, Shape.of(2, 3), 24), B))
        .contains("expected shape [-1,2]", "found [2,3]", "batch");
    assertThat(refusal(raw("A", Datatype.FP32, Shape.of(2), 8), B))
        .contains("expected shape [-1,2]", "found [2]");
    assertThat(refusal(raw("A", Datatype.FP32, Shape.of(), 4), B)).contains("found []");
    assertThat(refusal(raw("A", Datatype.FP32, Shape.of(1, 2, 2), 16), B))
        .contains("found [1,2,2]");
    assertThat(refusal(A, texts("B", Shape.of(2, -1), "x", "y"))).contains("negative dimension");
  }

  @Test
  void batchMustBeOneToTheMaximumAndTheSameForAll() {
    assertThat(
            refusal(
                raw("A", Datatype.FP32, Shape.of(9, 2), 72),
                texts("B", Shape.of(9, 1), "", "", "", "", "", "", "", "", "")))
        .contains("at most 8", "found 9");
    assertThat(refusal(raw("A", Datatype.FP32, Shape.of(0, 2), 0), B)).contains("no elements");
    assertThat(refusal(raw("A", Datatype.FP32, Shape.of(1, 2), 8), B))
        .contains("'A' has shape [1,2]", "'B' has [2,1]");
  }

  @Test
  void byteCountsMustMatchTheShape() {
    assertThat(refusal(raw("A", Datatype.FP32, Shape.of(2, 2), 15), B))
        .contains("4 elements of 4 bytes", "found 15");
    assertThat(refusal(raw("A", Datatype.FP32, Shape.of(2, 2), 17), B)).contains("found 17");
  }

  @Test
  void shapesWhoseProductOverflowsAreRefused() {
    long huge = Long.MAX_VALUE;
    assertThat(refusal(A, texts("B", Shape.of(8, huge), "x"))).contains("more elements");
    assertThat(refusal(A, texts("B", Shape.of(2, huge / 2), "x", ""))).contains("found 2");
    RequestValidator wide =
        new RequestValidator(
            Configurations.unbatched(
                List.of(input("X", Datatype.FP64, -1, -1, -1)),
                List.of(output("Y", Datatype.FP64, -1))));
    for (Shape shape :
        List.of(
            Shape.of(1L << 32, 1L << 32, 1),
            Shape.of(1L << 31, 1L << 32, 2),
            Shape.of(1L << 61, 1, 1),
            Shape.of(1, 1, 1L << 40))) {
      Validation validation =
          wide.validate(
              new RequestBody.Tensors(List.of(raw("X", Datatype.FP64, shape, 0)), List.of()));
      assertThat(validation).as(shape.toString()).isInstanceOf(Validation.Refused.class);
    }
  }

  @Test
  void malformedTextsAreRefused() {
    ByteBuf beyond = Unpooled.buffer().writeIntLE(5).writeByte('x');
    assertThat(refusal(A, new TensorView("B", Datatype.BYTES, Shape.of(2, 1), beyond)))
        .contains("end within an element");
    ByteBuf negative = Unpooled.buffer().writeIntLE(-1).writeByte('x');
    assertThat(refusal(A, new TensorView("B", Datatype.BYTES, Shape.of(2, 1), negative)))
        .contains("end within an element");
    ByteBuf partLength = Unpooled.buffer().writeShortLE(1);
    assertThat(refusal(A, new TensorView("B", Datatype.BYTES, Shape.of(2, 1), partLength)))
        .contains("end within an element");
    assertThat(refusal(A, texts("B", Shape.of(2, 1), "only one")))
        .contains("takes 2 BYTES elements, found 1");
  }

  @Test
  void booleansAreZeroOrOne() {
    ByteBuf data = Unpooled.buffer().writeByte(1).writeByte(2);
    assertThat(refusal(A, B, new TensorView("C", Datatype.BOOL, Shape.of(2, 1), data)))
        .contains("0 or 1", "found 2 at element 1");
  }

  @Test
  void outputsAreKnownAndComeOnce() {
    OutputChoice all = accepted(A, B).outputs();
    assertThat(all.wants(0) && all.wants(1)).isTrue();
    OutputChoice chosen = ask(new RequestedOutput("Y", 3), new RequestedOutput("Y", 0));
    assertThat(chosen.wants(0)).isTrue();
    assertThat(chosen.bestClasses(0)).isEqualTo(3);
    assertThat(chosen.wants(1)).isFalse();
    assertThat(refuseOutput(new RequestedOutput("W", 0)))
        .contains("unexpected output 'W'", "'Y', 'Z'");
    assertThat(refuseOutput(new RequestedOutput("Z", 1))).contains("'Z' holds BYTES");
    assertThat(refuseOutput(new RequestedOutput("Y", -1))).contains("is -1");
  }

  private OutputChoice ask(RequestedOutput... outputs) {
    Validation validation = two.validate(new RequestBody.Tensors(List.of(A, B), List.of(outputs)));
    return ((ValidRequest) validation).outputs();
  }

  private String refuseOutput(RequestedOutput... outputs) {
    Validation validation = two.validate(new RequestBody.Tensors(List.of(A, B), List.of(outputs)));
    return ((Validation.Refused) validation).refusal().message();
  }

  @Test
  void unbatchedModelTakesScalarsAndAnyFirstDimension() {
    RequestValidator scalar =
        new RequestValidator(
            Configurations.unbatched(
                List.of(input("X", Datatype.FP32)), List.of(output("Y", Datatype.FP32))));
    Validation validation =
        scalar.validate(new RequestBody.Tensors(List.of(floats("X", Shape.of(), 1)), List.of()));
    assertThat(((ValidRequest) validation).rows()).isEqualTo(1);
  }

  @Test
  void emptyTensorsRunOnlyWhereTheConfigurationSaysThatTheModelTakesThem() {
    ModelConfiguration refusing =
        Configurations.unbatched(
            List.of(input("X", Datatype.FP32, -1, 2)), List.of(output("Y", Datatype.FP32, -1, 2)));
    ModelConfig shown =
        refusing.shown().toBuilder()
            .putParameters(
                RequestValidator.EMPTY_TENSORS,
                ModelParameter.newBuilder().setStringValue("true").build())
            .build();
    ModelConfiguration taking =
        new ModelConfiguration(
            refusing.name(),
            refusing.maxBatchSize(),
            refusing.inputs(),
            refusing.outputs(),
            refusing.dynamicBatching(),
            refusing.sequenceBatching(),
            refusing.instances(),
            refusing.engineOptions(),
            refusing.warmUp(),
            shown,
            refusing.notices());
    RequestBody.Tensors empty =
        new RequestBody.Tensors(List.of(raw("X", Datatype.FP32, Shape.of(0, 2), 0)), List.of());

    assertThat(new RequestValidator(refusing).validate(empty))
        .isInstanceOf(Validation.Refused.class);
    assertThat(new RequestValidator(taking).validate(empty)).isInstanceOf(ValidRequest.class);
  }
}
