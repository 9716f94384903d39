package io.gyre.loader.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers of fields are those of onnx.proto. */
final class ExternalLocationsTest {
  private Path model;

  @BeforeEach
  void place(@TempDir Path folder) {
    model = folder.resolve("model.onnx");
  }

  @Test
  void initializersNameTheirFilesEachOnce() throws IOException {
    byte[] graph = join(in(5, tensor("a.bin")), in(5, tensor("b/c.bin")), in(5, tensor("a.bin")));
    Files.write(model, in(7, graph));
    assertThat(ExternalLocations.of(model)).containsExactly("a.bin", "b/c.bin");
  }

  @Test
  void graphsInsideNodesAndConstantsAreLookedAt() throws IOException {
    byte[] inner = in(5, tensor("branch.bin"));
    byte[] attributes = join(in(5, in(6, inner)), in(5, in(5, tensor("constant.bin"))));
    Files.write(model, in(7, in(1, attributes)));
    assertThat(ExternalLocations.of(model)).containsExactly("branch.bin", "constant.bin");
  }

  @Test
  void sparseTensorsAndFunctionsAreLookedAt() throws IOException {
    byte[] graph = in(15, in(1, tensor("sparse.bin")));
    byte[] function = in(7, in(5, in(5, tensor("function.bin"))));
    Files.write(model, join(in(7, graph), in(25, function)));
    assertThat(ExternalLocations.of(model)).containsExactly("sparse.bin", "function.bin");
  }

  @Test
  void weightsInsideAreNoFiles() throws IOException {
    assertThat(ExternalLocations.of(TestModels.file("mlp.onnx"))).isEmpty();
  }

  @Test
  void bytesThatAreNoModelNameNone() throws IOException {
    assertThat(ExternalLocations.of(TestModels.file("random_bytes.onnx"))).isEmpty();
    assertThat(ExternalLocations.of(TestModels.file("truncated.onnx"))).isEmpty();
    assertThat(ExternalLocations.of(TestModels.file("empty.onnx"))).isEmpty();
  }

  @Test
  void graphsThatNestWithoutEndAreNoModel() throws IOException {
    byte[] graph = in(5, tensor("deep.bin"));
    for (int i = 0; i < 2_000; i++) {
      graph = in(1, in(5, in(6, graph)));
    }
    Files.write(model, in(7, graph));
    assertThat(ExternalLocations.of(model)).isEmpty();
  }

  private static byte[] tensor(String location) throws IOException {
    byte[] entry = join(in(1, utf8("location")), in(2, utf8(location)));
    byte[] offset = join(in(1, utf8("offset")), in(2, utf8("0")));
    return join(in(8, utf8("w")), in(13, entry), in(13, offset));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] in(int field, byte[] message) throws IOException {
    ByteString.Output bytes = ByteString.newOutput();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeByteArray(field, message);
    out.flush();
    return bytes.toByteString().toByteArray();
  }

  private static byte[] join(byte[]... messages) {
    ByteString all = ByteString.EMPTY;
    for (byte[] message : messages) {
      all = all.concat(ByteString.copyFrom(message));
    }
    return all.toByteArray();
  }
}
