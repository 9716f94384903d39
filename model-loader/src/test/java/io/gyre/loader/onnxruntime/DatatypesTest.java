package io.gyre.loader.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.engine.EngineModel;
import io.gyre.loader.engine.ExecutionException;
import io.gyre.loader.engine.RunResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every datatype goes through the runtime and comes back bit by bit. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DatatypesTest {
  private static final int ROWS = 64;

  private final TestModels models = new TestModels();

  @AfterEach
  void everyBlockIsBackInThePool() {
    assertThat(models.blocksInUse()).isZero();
  }

  @AfterAll
  void closeEngine() {
    models.close();
  }

  @ParameterizedTest
  @EnumSource
  void valuesComeBackUnchanged(Datatype datatype) throws Exception {
    byte[] values = datatype.isFixedSize() ? anyBits(datatype) : Tensors.encode(anyStrings());
    TensorView view = Tensors.of("x", datatype, Shape.of(ROWS, 2), values);
    try (EngineModel model = models.open("identity_" + datatype.name().toLowerCase(Locale.ROOT));
        RunResult result = model.run(List.of(view), List.of("y"))) {
      TensorView output = result.outputs().getFirst();
      assertThat(model.inputs().getFirst().datatype()).isEqualTo(datatype);
      assertThat(output.datatype()).isEqualTo(datatype);
      assertThat(output.shape()).isEqualTo(Shape.of(ROWS, 2));
      assertThat(Tensors.bytes(output)).isEqualTo(values);
    }
  }

  /**
   * All-zero and all-one elements, the lone highest bit, and then whatever comes: NaNs and
   * infinities among it.
   */
  private static byte[] anyBits(Datatype datatype) {
    byte[] bytes = new byte[ROWS * 2 * datatype.byteSize()];
    new Random(datatype.ordinal()).nextBytes(bytes);
    int size = datatype.byteSize();
    Arrays.fill(bytes, 0, size, (byte) 0);
    Arrays.fill(bytes, size, 2 * size, (byte) 0xff);
    Arrays.fill(bytes, 2 * size, 3 * size, (byte) 0);
    bytes[3 * size - 1] = (byte) 0x80;
    if (datatype == Datatype.BOOL) {
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] &= 1;
      }
    }
    return bytes;
  }

  private static byte[][] anyStrings() {
    Random random = new Random(14);
    byte[][] strings = new byte[ROWS * 2][];
    for (int i = 0; i < strings.length; i++) {
      strings[i] = new byte[i % 3 == 0 ? 0 : random.nextInt(100)];
      random.nextBytes(strings[i]);
    }
    return strings;
  }

  @Test
  void stringsMayHoldZerosAndBytesThatAreNoText() throws Exception {
    byte[] zeros = {'a', 0, 0, 'b', 0};
    byte[] noText = HexFormat.of().parseHex("fffe80c0");
    byte[] text = "grüß 𝄞".getBytes(StandardCharsets.UTF_8);
    TensorView a = Tensors.strings("a", Shape.of(3), zeros, noText, new byte[0]);
    TensorView b = Tensors.strings("b", Shape.of(3), noText, new byte[0], text);
    try (EngineModel model = models.open("concat_strings");
        RunResult result = model.run(List.of(a, b), List.of("ab"))) {
      assertThat(Tensors.elements(result.outputs().getFirst()))
          .containsExactly(HexFormat.of().parseHex("6100006200fffe80c0"), noText, text);
    }
  }

  @Test
  void stringsAndNumbersMayLeaveTogether() throws Exception {
    TensorView s = Tensors.strings("s", Shape.of(2), new byte[] {'p'}, new byte[] {'q', 'r'});
    TensorView x = Tensors.fp32("x", Shape.of(2), 1, 2);
    try (EngineModel model = models.open("strings_and_floats");
        RunResult result = model.run(List.of(s, x), List.of("y", "t"))) {
      assertThat(Tensors.floats(result.outputs().getFirst())).containsExactly(-1, -2);
      assertThat(Tensors.elements(result.outputs().getLast()))
          .containsExactly(new byte[] {'p'}, new byte[] {'q', 'r'});
    }
  }

  @Test
  void noStringsAtAllAreStillATensor() throws Exception {
    TensorView none = Tensors.strings("x", Shape.of(0, 2));
    try (EngineModel model = models.open("identity_bytes");
        RunResult result = model.run(List.of(none), List.of("y"))) {
      assertThat(result.outputs().getFirst().shape()).isEqualTo(Shape.of(0, 2));
      assertThat(result.outputs().getFirst().data().readableBytes()).isZero();
    }
  }

  @Test
  void malformedStringsAreRefusedAndNeverReadBeyondTheirEnd() throws Exception {
    byte[] good = Tensors.encode(new byte[] {'a'}, new byte[] {'b'});
    try (EngineModel model = models.open("identity_bytes")) {
      for (int length = 0; length < good.length; length++) {
        assertRefused(model, Arrays.copyOf(good, length), "the data ends inside it");
      }
      assertRefused(model, Arrays.copyOf(good, good.length + 1), "one more than the shape has");
      byte[] huge = good.clone();
      Arrays.fill(huge, 0, Integer.BYTES, (byte) 0xff);
      assertRefused(model, huge, "the data ends inside it");
    }
  }

  private static void assertRefused(EngineModel model, byte[] bytes, String reason) {
    TensorView view = Tensors.of("x", Datatype.BYTES, Shape.of(1, 2), bytes);
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> model.run(List.of(view), List.of("y")))
        .withMessageContaining(reason);
  }
}
