package io.gyre.loadtest.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loadtest.numpy.NumpyArchive;
import io.gyre.loadtest.usage.UsageException;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumpySamplesTest {
  private static final TensorSpec X = new TensorSpec("x", Datatype.FP32, Shape.of(-1, 2));

  @TempDir private Path folder;

  @Test
  void everyTypeOfTheProtocolIsRead() throws IOException {
    List<TensorView> arrays = NumpyArchive.read(fixture("types.npz"));

    assertThat(arrays).hasSize(Datatype.values().length);
    for (TensorView array : arrays) {
      assertThat(array.datatype()).isEqualTo(Datatype.named(array.name()));
      assertThat(array.shape()).isEqualTo(Shape.of(1, 2));
    }
    assertThat(hex(arrays, "UINT64")).isEqualTo("0100000000000000ffffffffffffffff");
    assertThat(hex(arrays, "INT16")).isEqualTo("0100feff");
    assertThat(hex(arrays, "BF16")).isEqualTo("803f00c0");
    assertThat(hex(arrays, "FP32")).isEqualTo("0000803f000000c0");
    assertThat(hex(arrays, "BYTES")).isEqualTo("010000006103000000626364");
  }

  @Test
  void bigEndianNumbersAreTurnedAndTextsBecomeUtf8() throws IOException {
    List<TensorView> arrays = NumpyArchive.read(fixture("big-endian-and-text.npz"));

    assertThat(hex(arrays, "FP32")).isEqualTo("0000803f000000c0");
    assertThat(hex(arrays, "BYTES")).isEqualTo("0300000068c3a9" + "00000000" + "04000000f09f9880");
  }

  @Test
  void eachRowIsASampleWithItsExpectedOutput() throws IOException {
    List<Sample> samples = read("rows.npz", X);

    assertThat(samples).hasSize(3);
    TensorView input = samples.get(2).inputs().getFirst();
    TensorView expected = samples.get(2).expected().getFirst();
    assertThat(input.shape()).isEqualTo(Shape.of(1, 2));
    assertThat(input.data().getFloatLE(input.data().readerIndex())).isEqualTo(4);
    assertThat(expected.name()).isEqualTo("y");
    assertThat(expected.shape()).isEqualTo(Shape.of(1, 1));
    assertThat(expected.data().getFloatLE(expected.data().readerIndex())).isEqualTo(2.5f);
  }

  @Test
  void aModelWithoutABatchDimensionTakesARowAsItIs() throws IOException {
    List<Sample> samples = read("rows.npz", new TensorSpec("x", Datatype.FP32, Shape.of(2)));

    assertThat(samples.getFirst().inputs().getFirst().shape()).isEqualTo(Shape.of(2));
    assertThat(samples.getFirst().expected().getFirst().shape()).isEqualTo(Shape.of(1));
  }

  @Test
  void rowsAreJoinedIntoBatches() throws IOException {
    Signature signature = new Signature(List.of(X));
    List<Sample> batches = Batches.of(read("rows.npz", X), 2, signature);

    assertThat(batches).hasSize(2);
    assertThat(batches.get(1).inputs().getFirst().shape()).isEqualTo(Shape.of(2, 2));
    assertThat(batches.get(1).inputs().getFirst().data().getFloatLE(8)).isZero();
    assertThat(batches.get(1).expected().getFirst().shape()).isEqualTo(Shape.of(2, 1));
  }

  @Test
  void whatCannotBeSentIsNamedWithItsRemedy() {
    wrong("fortran.npz", X, "the array 'x' is in Fortran order; save numpy.ascontiguousarray");
    wrong("objects.npz", X, "the array 'x' holds Python objects, which can't be read");
    wrong("complex.npz", X, "the array 'x' has the dtype <c8, which the protocol doesn't have");
    wrong(
        "rows.npz",
        new TensorSpec("x", Datatype.INT64, Shape.of(-1, 2)),
        "the array 'x' is FP32, but the model takes INT64");
    wrong(
        "rows.npz",
        new TensorSpec("x", Datatype.FP32, Shape.of(-1, 3)),
        "the array 'x' of shape [3,2] gives requests the shape [1,2], but the model takes [-1,3]");
    wrong(
        "rows.npz",
        new TensorSpec("z", Datatype.FP32, Shape.of(-1, 2)),
        "the array 'x' is neither one of the model's inputs, [z], nor named expected_OUTPUT");
  }

  @Test
  void anArchiveThatIsNoneOrBrokenIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("text.npz"), "not an archive");
    assertThatThrownBy(() -> NumpyArchive.read(file))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("is no whole NumPy archive");
    assertThatThrownBy(() -> NumpyArchive.read(folder.resolve("none.npz")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("none.npz");
    Path zip = zip("x.npy", "no array".getBytes(StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> NumpyArchive.read(zip))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("the array 'x' is no NumPy array");
  }

  @Test
  void anArchiveThatWouldFillTheMemoryIsRefused() throws IOException {
    Path bomb = folder.resolve("bomb.npz");
    byte[] zeros = new byte[1 << 20];
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(bomb))) {
      out.putNextEntry(new ZipEntry("x.npy"));
      for (int i = 0; i < 300; i++) {
        out.write(zeros);
      }
    }

    assertThatThrownBy(() -> NumpyArchive.read(bomb))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("MiB; keep fewer rows");
  }

  @Test
  void noDamageToAnArchiveEndsInAnythingButAUsageException() throws IOException {
    byte[] good = Files.readAllBytes(fixture("types.npz"));
    Random random = new Random(8);
    Path file = folder.resolve("damaged.npz");
    for (int round = 0; round < 400; round++) {
      byte[] bad = Arrays.copyOf(good, round % 4 == 0 ? random.nextInt(good.length) : good.length);
      for (int i = random.nextInt(4); i >= 0 && bad.length > 0; i--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      Files.write(file, bad);
      try {
        NumpyArchive.read(file);
      } catch (UsageException e) {
        assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
      }
    }
  }

  private Path zip(String entry, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.putNextEntry(new ZipEntry(entry));
      out.write(content);
    }
    return Files.write(folder.resolve("made.npz"), bytes.toByteArray());
  }

  private void wrong(String name, TensorSpec spec, String message) {
    assertThatThrownBy(() -> read(name, spec))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }

  private List<Sample> read(String name, TensorSpec spec) throws IOException {
    return NumpySamples.read(fixture(name), new Signature(List.of(spec)));
  }

  private Path fixture(String name) throws IOException {
    try (InputStream in = NumpySamplesTest.class.getResourceAsStream("/numpy/" + name)) {
      assertThat(in).as(name).isNotNull();
      return Files.write(folder.resolve(name), in.readAllBytes());
    }
  }

  private static String hex(List<TensorView> arrays, String name) {
    return arrays.stream()
        .filter(array -> array.name().equals(name))
        .map(array -> ByteBufUtil.hexDump(array.data()))
        .findFirst()
        .orElse("no array " + name);
  }
}
