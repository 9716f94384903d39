package io.gyre.loader.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.engine.EngineModel;
import io.gyre.loader.engine.ExecutionException;
import io.gyre.loader.engine.RunResult;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What runs of real files give. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OnnxModelTest {
  private final TestModels models = new TestModels();

  @AfterEach
  void everyBlockIsBackInThePool() {
    assertThat(models.blocksInUse()).isZero();
  }

  @AfterAll
  void closeEngine() {
    models.close();
  }

  @Test
  void signatureIsTheFilesWithVariableDimensions() throws Exception {
    try (EngineModel model = models.open("mlp")) {
      assertThat(model.inputs())
          .containsExactly(new TensorSpec("x", Datatype.FP32, Shape.of(-1, 16)));
      assertThat(model.outputs())
          .containsExactly(new TensorSpec("probabilities", Datatype.FP32, Shape.of(-1, 3)));
      assertThat(model.firstDimensionNames()).containsEntry("x", "n").hasSize(2);
    }
  }

  @Test
  void tensorsWithoutADeclaredShapeAreNamed() throws Exception {
    try (EngineModel model = models.open("no_shape_at_all")) {
      assertThat(model.undeclaredShapes()).containsExactlyInAnyOrder("x", "y");
    }
    try (EngineModel model = models.open("scalar")) {
      assertThat(model.undeclaredShapes()).isEmpty();
    }
  }

  @Test
  void perceptronGivesWhatTheReferenceImplementationGives() throws Exception {
    float[] rows = TestModels.floats("mlp_input.f32");
    try (EngineModel model = models.open("mlp");
        RunResult result =
            model.run(
                List.of(Tensors.fp32("x", Shape.of(8, 16), rows)), List.of("probabilities"))) {
      assertThat(result.outputs().getFirst().shape()).isEqualTo(Shape.of(8, 3));
      assertThat(Tensors.floats(result.outputs().getFirst()))
          .containsExactly(TestModels.floats("mlp_output.f32"), within(1e-5f));
    }
  }

  @Test
  void outputsComeInTheOrderAskedForAndGoTogether() throws Exception {
    List<TensorView> inputs =
        List.of(
            Tensors.int32("b", Shape.of(1, 16), new int[16]),
            Tensors.int32("a", Shape.of(1, 16), 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1));
    try (EngineModel model = models.open("add_sub")) {
      RunResult result = model.run(inputs, List.of("difference", "sum"));
      assertThat(result.outputs())
          .extracting(TensorView::name)
          .containsExactly("difference", "sum");
      assertThat(result.outputs())
          .extracting(Tensors::ints)
          .allSatisfy(ints -> assertThat(ints).startsWith(7).endsWith(-1).hasSize(16));
      result.close();
      assertThat(result.outputs()).allSatisfy(view -> assertThat(view.data().refCnt()).isZero());
    }
  }

  @Test
  void oneOfSeveralOutputsMayBeAskedForAlone() throws Exception {
    List<TensorView> inputs =
        List.of(
            Tensors.int32("a", Shape.of(1, 16), new int[16]),
            Tensors.int32("b", Shape.of(1, 16), new int[16]));
    try (EngineModel model = models.open("add_sub");
        RunResult result = model.run(inputs, List.of("sum"))) {
      assertThat(result.outputs()).extracting(TensorView::name).containsExactly("sum");
    }
  }

  @Test
  void scalarHasRankZero() throws Exception {
    try (EngineModel model = models.open("scalar");
        RunResult result = model.run(List.of(Tensors.fp32("x", Shape.of(), 21f)), List.of("y"))) {
      assertThat(model.inputs().getFirst().shape().rank()).isZero();
      assertThat(result.outputs().getFirst().shape().rank()).isZero();
      assertThat(Tensors.floats(result.outputs().getFirst())).containsExactly(42f);
    }
  }

  @Test
  void outputsMayTakeTheirSizesFromAnyInput() throws Exception {
    List<TensorView> inputs =
        List.of(
            Tensors.fp32("a", Shape.of(2, 1), 2, 3), Tensors.fp32("b", Shape.of(1, 3), 5, 7, 11));
    try (EngineModel model = models.open("outer_product");
        RunResult result = model.run(inputs, List.of("y"))) {
      assertThat(result.outputs().getFirst().shape()).isEqualTo(Shape.of(2, 3));
      assertThat(Tensors.floats(result.outputs().getFirst()))
          .containsExactly(10, 14, 22, 15, 21, 33);
    }
  }

  @Test
  void sizeThatOnlyTheRunKnowsIsReported() throws Exception {
    try (EngineModel model = models.open("non_zero")) {
      TensorView found = Tensors.fp32("x", Shape.of(4), 0, 1, 0, 1);
      try (RunResult result = model.run(List.of(found), List.of("where"))) {
        assertThat(result.outputs().getFirst().shape()).isEqualTo(Shape.of(1, 2));
        assertThat(Tensors.longs(result.outputs().getFirst())).containsExactly(1, 3);
      }
      TensorView nothing = Tensors.fp32("x", Shape.of(2), 0, 0);
      try (RunResult result = model.run(List.of(nothing), List.of("where"))) {
        assertThat(result.outputs().getFirst().shape()).isEqualTo(Shape.of(1, 0));
        assertThat(result.outputs().getFirst().data().readableBytes()).isZero();
      }
    }
  }

  @Test
  void wrongDeclaredShapeIsLearntFromTheFirstRunThatRefutesIt() throws Exception {
    try (EngineModel model = models.open("label_declared_one")) {
      for (int run = 0; run < 3; run++) {
        TensorView one = Tensors.fp32("x", Shape.of(1, 3), 0, 1, 0);
        try (RunResult result = model.run(List.of(one), List.of("label"))) {
          assertThat(Tensors.longs(result.outputs().getFirst())).containsExactly(1);
        }
        TensorView two = Tensors.fp32("x", Shape.of(2, 3), 0, 0, 1, 1, 0, 0);
        try (RunResult result = model.run(List.of(two), List.of("label"))) {
          assertThat(result.outputs().getFirst().shape()).isEqualTo(Shape.of(2));
          assertThat(Tensors.longs(result.outputs().getFirst())).containsExactly(2, 0);
        }
      }
    }
  }

  @Test
  void wrongDeclaredShapeOfABranchIsLearntToo() throws Exception {
    for (String name : List.of("if_declared_one", "if_declared_rows")) {
      try (EngineModel model = models.open(name)) {
        TensorView condition = Tensors.of("condition", Datatype.BOOL, Shape.of(), new byte[] {1});
        TensorView x = Tensors.fp32("x", Shape.of(1, 3), 1, 2, 3);
        try (RunResult result = model.run(List.of(condition, x), List.of("y"))) {
          assertThat(result.outputs().getFirst().shape()).isEqualTo(Shape.of(3));
          assertThat(Tensors.floats(result.outputs().getFirst())).containsExactly(1, 2, 3);
        }
      }
    }
  }

  @Test
  void heapCompositeAndMisalignedInputsAreCopied() throws Exception {
    byte[] bytes = Tensors.bytes(Tensors.fp32("x", Shape.of(2, 1), 2, 3));
    TensorView b = Tensors.fp32("b", Shape.of(1, 1), 10);
    ByteBuf misaligned = Unpooled.directBuffer().writeByte(0).writeBytes(bytes).skipBytes(1);
    ByteBuf composite =
        Unpooled.wrappedBuffer(
            Unpooled.copiedBuffer(bytes, 0, 3),
            Unpooled.directBuffer().writeBytes(bytes, 3, bytes.length - 3));
    try (EngineModel model = models.open("outer_product")) {
      for (ByteBuf data : List.of(Unpooled.wrappedBuffer(bytes), misaligned, composite)) {
        TensorView a = new TensorView("a", Datatype.FP32, Shape.of(2, 1), data);
        try (RunResult result = model.run(List.of(a, b), List.of("y"))) {
          assertThat(Tensors.floats(result.outputs().getFirst())).containsExactly(20, 30);
        }
        assertThat(data.refCnt()).isOne();
        assertThat(data.readableBytes()).isEqualTo(bytes.length);
        data.release();
      }
    }
  }

  @Test
  void failedRunsSayWhyAndLeaveTheModelUsable() throws Exception {
    TensorView good = Tensors.fp32("x", Shape.of(1, 16), new float[16]);
    try (EngineModel model = models.open("mlp")) {
      assertFails(model, List.of(), "probabilities", "input x is missing");
      assertFails(model, List.of(good, good), "probabilities", "input x is given twice");
      assertFails(model, List.of(good), "label", "no output label; the model has [probabilities]");
      assertFails(
          model,
          List.of(Tensors.fp32("x", Shape.of(1, 15), new float[15])),
          "probabilities",
          "input x: expected size 16 in dimension 1, found 15");
      assertFails(
          model,
          List.of(Tensors.fp32("x", Shape.of(1, 16), new float[15])),
          "probabilities",
          "expected 64, got 60");
      assertFails(
          model,
          List.of(Tensors.int32("x", Shape.of(1, 16), new int[16])),
          "probabilities",
          "Actual: (tensor(int32)) , expected: (tensor(float))");
      assertFails(
          model,
          List.of(Tensors.fp32("z", Shape.of(1, 16), new float[16])),
          "probabilities",
          "no input z; the model has [x]");
      model.run(List.of(good), List.of("probabilities")).close();
    }
  }

  @Test
  void operatorThatFailsIsNamed() throws Exception {
    try (EngineModel model = models.open("look_up")) {
      TensorView outside = Tensors.int32("index", Shape.of(2), 1, 5);
      assertFails(
          model,
          List.of(outside),
          "y",
          "operator Gather \"table_look_up\" failed: indices element out of data bounds, idx=5"
              + " must be within the inclusive range [-3,2]");
      TensorView inside = Tensors.int32("index", Shape.of(2), 1, 2);
      try (RunResult result = model.run(List.of(inside), List.of("y"))) {
        assertThat(Tensors.floats(result.outputs().getFirst())).containsExactly(20, 30);
      }
    }
  }

  @Test
  void outputsLargerThanAnyBufferFailTheRunAlone() throws Exception {
    try (EngineModel model = models.open("outer_product")) {
      int large = 30_000;
      TensorView column = Tensors.fp32("a", Shape.of(large, 1), new float[large]);
      TensorView row = Tensors.fp32("b", Shape.of(1, large), new float[large]);
      assertFails(model, List.of(column, row), "y", "the outputs take more than 2147483583 bytes");
      TensorView one = Tensors.fp32("b", Shape.of(1, 1), 2);
      model.run(List.of(column, one), List.of("y")).close();
    }
  }

  @Test
  void closedModelRefusesRunsAndASecondCloseDoesNothing() throws Exception {
    EngineModel model = models.open("mlp");
    assertThat(model.nativeBytes()).isGreaterThan(20_000);
    model.close();
    model.close();
    assertFails(model, List.of(), "probabilities", "the model is closed");
    assertThat(model.nativeBytes()).isZero();
  }

  @Test
  void resultOutlivesItsModel() throws Exception {
    EngineModel model = models.open("identity_fp32");
    RunResult result = model.run(List.of(Tensors.fp32("x", Shape.of(1, 2), 1, 2)), List.of("y"));
    model.close();
    assertThat(Tensors.floats(result.outputs().getFirst())).containsExactly(1, 2);
    result.close();
  }

  private static void assertFails(
      EngineModel model, List<TensorView> inputs, String output, String reason) {
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> model.run(inputs, List.of(output)))
        .withMessageContaining(reason);
  }
}
