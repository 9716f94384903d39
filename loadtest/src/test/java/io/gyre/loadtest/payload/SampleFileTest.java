package io.gyre.loadtest.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;
import io.gyre.loadtest.usage.UsageException;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleFileTest {
  private static final Signature SIGNATURE =
      new Signature(
          List.of(
              new TensorSpec("n", Datatype.INT16, Shape.of(-1, 2)),
              new TensorSpec("t", Datatype.BYTES, Shape.of(1))));

  @TempDir private Path folder;

  @Test
  void eachLineIsASampleWithItsExpectedOutputs() throws IOException {
    List<Sample> samples =
        read(
            """
            {"inputs":[{"name":"n","datatype":"INT16","shape":[2,2],"data":[[1,-2],[258,0]]}]}

            {"inputs":[{"name":"t","datatype":"BYTES","shape":[1],"data":["hé"]}],\
            "expected":[{"name":"y","datatype":"FP32","shape":[1],"data":[1.5]}]}
            """);

    assertThat(samples).hasSize(2);
    assertThat(hex(samples.get(0).inputs().getFirst().data())).isEqualTo("0100feff02010000");
    assertThat(samples.get(0).expected()).isEmpty();
    assertThat(hex(samples.get(1).inputs().getFirst().data())).isEqualTo("0300000068c3a9");
    assertThat(samples.get(1).expected().getFirst().data().getFloatLE(0)).isEqualTo(1.5f);
  }

  @Test
  void aLineThatDoesNotFitIsNamed() {
    wrong("{\"inputs\":[", "inputs.jsonl:1: expected a JSON object");
    wrong("{}", "inputs.jsonl:1: the inputs are [], but the model takes");
    wrong(tensor("m", "INT16", "[1,2]", "[1,2]"), "the inputs are [m], but the model takes");
    wrong(
        tensor("n", "INT32", "[1,2]", "[1,2]"),
        "inputs.jsonl:1: the input 'n' is INT32[1,2], but the model takes INT16[-1,2]");
    wrong(tensor("n", "INT16", "[1,3]", "[1,2,3]"), "is INT16[1,3], but the model takes");
    wrong(tensor("n", "INT16", "[1,2]", "[1]"), "'n' has the shape [1,2] and 1 values");
    wrong(tensor("n", "INT16", "[1,2]", "[1,32768]"), "expected a value of INT16, found 32768");
    wrong(tensor("n", "INT16", "[1,2]", "[1,2.0]"), "expected a value of INT16, found 2.0");
    wrong(tensor("n", "FP16", "[1,2]", "[1,2]"), "'n' is FP16, which JSON can't carry");
    wrong("{\"inputs\":[{\"name\":\"n\"}]}", "expected a tensor with name, datatype");
  }

  private void wrong(String line, String message) {
    assertThatThrownBy(() -> read(line))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }

  private static String tensor(String name, String datatype, String shape, String data) {
    return "{\"inputs\":[{\"name\":\"%s\",\"datatype\":\"%s\",\"shape\":%s,\"data\":%s}]}"
        .formatted(name, datatype, shape, data);
  }

  private List<Sample> read(String content) throws IOException {
    Path file = folder.resolve("inputs.jsonl");
    Files.writeString(file, content);
    return SampleFile.read(file, SIGNATURE);
  }

  private static String hex(io.netty.buffer.ByteBuf data) {
    return ByteBufUtil.hexDump(data);
  }
}
