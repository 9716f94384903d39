package io.gyre.router.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.proto.inference.DataType;
import io.gyre.proto.inference.ModelConfig;
import io.gyre.proto.inference.ModelInput;
import io.gyre.proto.inference.ModelOutput;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SignatureChangesTest {
  @Test
  void theSameSignatureIsNoBreak() {
    assertThat(after(_ -> {})).isEmpty();
  }

  @Test
  void whatOnlyAllowsOrAddsSomethingIsNoBreak() {
    assertThat(
            after(config -> {
              config.setMaxBatchSize(16).getInputBuilder(0).setDims(0, -1);
              config.getInputBuilder(0).setOptional(true);
              config.addInput(input("more", DataType.TYPE_FP32, 1).setOptional(true));
              config.addOutput(output("more", DataType.TYPE_FP32, 1));
              config.getOutputBuilder(0).setDims(0, 3);
            }))
        .isEmpty();
  }

  @Test
  void whatMakesRequestsWrongIsOne() {
    assertThat(after(config -> config.setMaxBatchSize(4)))
        .containsExactly("max_batch_size was 8 and is 4");
    assertThat(after(config -> config.setMaxBatchSize(0)))
        .singleElement()
        .asString()
        .contains("no batches");
    assertThat(after(config -> config.getInputBuilder(0).setDims(0, 5)))
        .containsExactly("input 'x' was FP32 [4] and is FP32 [5]");
    assertThat(after(config -> config.getInputBuilder(0).setDataType(DataType.TYPE_INT32)))
        .containsExactly("input 'x' was FP32 [4] and is INT32 [4]");
    assertThat(after(config -> config.getInputBuilder(0).setName("z")))
        .containsExactly("input 'x' is gone", "input 'z' (FP32 [4]) is new and required");
  }

  @Test
  void whatMakesAnswersLookDifferentIsOne() {
    assertThat(after(config -> config.getOutputBuilder(0).setName("z")))
        .containsExactly("output 'y' is gone");
    assertThat(after(config -> config.getOutputBuilder(0).setDataType(DataType.TYPE_STRING)))
        .containsExactly("output 'y' was INT64 [-1] and is BYTES [-1]");
    assertThat(after(config -> config.getOutputBuilder(0).addDims(1)))
        .containsExactly("output 'y' was INT64 [-1] and is INT64 [-1,1]");
  }

  private static List<String> after(Consumer<ModelConfig.Builder> change) {
    ModelConfig before =
        ModelConfig.newBuilder()
            .setMaxBatchSize(8)
            .addInput(input("x", DataType.TYPE_FP32, 4))
            .addOutput(output("y", DataType.TYPE_INT64, -1))
            .build();
    ModelConfig.Builder after = before.toBuilder();
    change.accept(after);
    return SignatureChanges.between(before, after.build());
  }

  private static ModelInput.Builder input(String name, DataType type, long dim) {
    return ModelInput.newBuilder().setName(name).setDataType(type).addDims(dim);
  }

  private static ModelOutput.Builder output(String name, DataType type, long dim) {
    return ModelOutput.newBuilder().setName(name).setDataType(type).addDims(dim);
  }
}
