package io.gyre.router.sharedmemory;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.request.Cancellation;
import io.gyre.inference.request.Deadline;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.Placements;
import io.gyre.inference.request.RequestBody;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.inference.response.ResponseBody;
import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.RegionRange;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.gyre.router.directory.Answer;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedMemoryInferenceTest {
  @TempDir private Path folder;
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private final List<Outcome> outcomes = new ArrayList<>();
  private SharedRegions regions = new SharedRegions(Path.of("/"));
  private Runnable whileItRuns = () -> {};

  @BeforeEach
  void open() throws IOException {
    regions = new SharedRegions(folder);
    Files.write(folder.resolve("key"), new byte[] {9, 9, 1, 2, 3, 4, 0, 0, 0, 0});
    assertThat(regions.register("r", "/key", 2, 8)).isNull();
  }

  @AfterEach
  void nothingIsHeld() {
    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }

  @Test
  void readsInputsFromAndWritesOutputsToTheRegion() throws IOException {
    infer(new RegionRange("r", 0, 4), new RegionRange("r", 4, 4));

    InferenceResponse response = (InferenceResponse) outcomes.getFirst();
    ResponseBody.Tensors body = (ResponseBody.Tensors) response.body();
    assertThat(body.placed()).containsExactly(Map.entry("y", new RegionRange("r", 4, 4)));
    assertThat(body.outputs().getFirst().data().isReadable()).isFalse();
    assertThat(Files.readAllBytes(folder.resolve("key")))
        .containsExactly(9, 9, 1, 2, 3, 4, 2, 3, 4, 5);
  }

  @Test
  void unregisteringWaitsForRequestsUnderWay() throws IOException {
    whileItRuns = () -> regions.unregister("r");
    infer(new RegionRange("r", 0, 4), new RegionRange("r", 4, 4));

    assertThat(outcomes.getFirst()).isInstanceOf(InferenceResponse.class);
    assertThat(Files.readAllBytes(folder.resolve("key"))[6]).isEqualTo((byte) 2);
    infer(new RegionRange("r", 0, 4), new RegionRange("r", 4, 4));
    assertThat(((Refusal) outcomes.get(1)).reason()).isEqualTo(Reason.NOT_FOUND);
  }

  @Test
  void refusesWhatIsOutsideTheRegion() {
    infer(new RegionRange("r", 5, 4), new RegionRange("r", 4, 4));
    infer(new RegionRange("r", Long.MAX_VALUE, Long.MAX_VALUE), new RegionRange("r", 4, 4));
    infer(new RegionRange("r", 0, 4), new RegionRange("r", 4, 5));
    infer(new RegionRange("r", 0, 4), new RegionRange("r", 4, 3));
    assertThat(outcomes)
        .hasSize(4)
        .allSatisfy(o -> assertThat(((Refusal) o).reason()).isEqualTo(Reason.INVALID_ARGUMENT));
    assertThat(((Refusal) outcomes.get(3)).message()).contains("(3 bytes) should be at least 4");
  }

  @Test
  void aFileThatShrinksRefusesTheRequest() throws IOException {
    try (FileChannel file = FileChannel.open(folder.resolve("key"), StandardOpenOption.WRITE)) {
      file.truncate(3);
    }
    infer(new RegionRange("r", 0, 4), new RegionRange("r", 4, 4));
    assertThat(((Refusal) outcomes.getFirst()).message()).contains("'r' can't be used");
  }

  @Test
  void registersOnlyFilesOfTheFolder() throws IOException {
    Files.createSymbolicLink(folder.resolve("link"), Path.of("/etc/hostname"));
    Files.createDirectory(folder.resolve("sub"));
    for (String key : List.of("", "/", "..", "/..", "../x", "a/b", "//key", "link", "sub", "no")) {
      assertThat(regions.register("s", key, 0, 1)).as(key).isNotNull();
    }
    assertThat(reason("s", 0, 11)).contains("within the 10 bytes");
    assertThat(reason("s", -1, 1)).contains("18446744073709551615");
    assertThat(reason("s", Long.MAX_VALUE, Long.MAX_VALUE)).contains("within");
    assertThat(reason("s", 0, 0)).contains("within");
    assertThat(reason("r", 0, 1)).contains("registered already");
  }

  private String reason(String name, long offset, long byteSize) {
    return Objects.requireNonNull(regions.register(name, "key", offset, byteSize)).message();
  }

  @Test
  void showsRegions() {
    assertThat(regions.status("r")).isInstanceOf(Answer.Found.class);
    assertThat(regions.status("other")).isInstanceOf(Answer.Refused.class);
    regions.unregister("other");
    regions.close();
    assertThat(regions.isEmpty()).isTrue();
  }

  /** Asks a model that adds one to each byte. */
  private void infer(RegionRange input, RegionRange output) {
    new SharedMemoryInference(
            (request, reply) -> {
              whileItRuns.run();
              TensorView x = ((RequestBody.Tensors) request.body()).inputs().getFirst();
              byte[] sums = new byte[x.data().readableBytes()];
              for (int i = 0; i < sums.length; i++) {
                sums[i] = (byte) (x.data().getByte(i) + 1);
              }
              TensorView y =
                  new TensorView("y", Datatype.UINT8, x.shape(), Unpooled.wrappedBuffer(sums));
              reply.accept(
                  new InferenceResponse(
                      "m", 1, "", new ResponseBody.Tensors(List.of(y)), Unpooled.EMPTY_BUFFER));
            },
            regions,
            allocator,
            Runnable::run)
        .infer(request(), new Placements(Map.of(0, input), Map.of("y", output)), outcomes::add);
  }

  private static InferenceRequest request() {
    TensorView x = new TensorView("x", Datatype.UINT8, Shape.of(4), Unpooled.EMPTY_BUFFER);
    return new InferenceRequest(
        new RequestHeader("m", VersionChoice.ANY, "", Map.of()),
        new RequestBody.Tensors(List.of(x), List.of()),
        Deadline.NONE,
        new Cancellation(),
        0);
  }
}
