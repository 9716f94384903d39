package io.gyre.loader.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No name leads anything that is written out of the folder of given files. */
final class GivenFilesTest {
  private static final ByteString CONTENT = ByteString.copyFromUtf8("content");

  /** What paths are pieced together from, most of it harmful. */
  private static final List<String> PIECES =
      List.of(
          "..",
          ".",
          "/",
          "//",
          "\\",
          "..\\",
          "1",
          "01",
          "0",
          "-1",
          "1/",
          "/1",
          "model.onnx",
          "\u0000",
          "%2e%2e",
          "%2f",
          "%00",
          "..%2f",
          "~",
          "$HOME",
          " ",
          "\n",
          "a",
          ".hidden",
          "a.tmp",
          "etc/passwd",
          "/etc",
          "C:",
          "\u202e",
          "\u00e9",
          "\ud83d\ude00",
          "1/..",
          "1/../..",
          "link",
          "999999999999999999999",
          "CON",
          ":",
          "*",
          "config.pbtxt",
          "1/a/b/c/d/e/f/g/h/i");

  @TempDir private Path directory;
  private GivenFiles files;

  @BeforeEach
  void makeRoot() throws IOException {
    Files.createDirectory(directory.resolve("outside"));
    files = new GivenFiles(directory.resolve("root"));
  }

  @Test
  void plainPathsAreKept() throws IOException {
    String digest =
        files.keep("m", Map.of("1/model.onnx", CONTENT, "2/part/weights-1.bin", CONTENT));

    Path set = files.root().resolve(digest).resolve("m");
    assertThat(set.resolve("1/model.onnx")).hasContent("content");
    assertThat(set.resolve("2/part/weights-1.bin")).hasContent("content");
    assertThat(files.keep("m", Map.of("1/model.onnx", CONTENT, "2/part/weights-1.bin", CONTENT)))
        .isEqualTo(digest);
    assertThat(files.keep("other", Map.of("1/model.onnx", CONTENT))).isNotEqualTo(digest);
  }

  @Test
  void oddPathsAreRefusedOrStayInside() throws IOException {
    Random random = new Random(7);
    int kept = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder path = new StringBuilder(random.nextInt(3) == 0 ? "1/" : "");
      for (int pieces = random.nextInt(5); pieces >= 0; pieces--) {
        path.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      if (GivenFiles.isPath(path.toString())) {
        kept++;
        Path target = files.root().resolve("set/m").resolve(path.toString());
        assertThat(target.normalize()).as(path.toString()).isEqualTo(target);
        assertThat(target.startsWith(files.root().resolve("set/m"))).isTrue();
        assertThat(path.toString()).matches("[1-9][0-9]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)+");
      }
    }
    assertThat(kept).as("paths that are plain after all").isPositive();
  }

  @Test
  void whatIsRefusedIsNotWrittenEvenWhereNobodyAsked() throws IOException {
    for (String path : List.of("../outside/x", "/etc/x", "1/../../../outside/x", "1\\x", "x")) {
      assertThatThrownBy(() -> files.keep("m", Map.of(path, CONTENT)))
          .as(path)
          .isInstanceOf(IOException.class);
    }
    assertThat(directory.resolve("outside")).isEmptyDirectory();
    try (Stream<Path> left = Files.list(files.root())) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void setsThatNobodyNeedsGoAndLinksAreNotFollowed() throws IOException {
    String needed = files.keep("m", Map.of("1/model.onnx", CONTENT));
    String other = files.keep("n", Map.of("1/model.onnx", CONTENT));
    Path outside = Files.writeString(directory.resolve("outside/kept"), "kept");
    Files.createSymbolicLink(files.root().resolve("link"), outside.getParent());

    files.retain(Set.of(needed));

    assertThat(files.root().resolve(needed)).isDirectory();
    assertThat(files.root().resolve(other)).doesNotExist();
    assertThat(files.root().resolve("link")).doesNotExist();
    assertThat(outside).hasContent("kept");
  }

  @Test
  void namesOfModelsWithoutAFolderArePlain() {
    assertThat(GivenFiles.isName("my-model_2.x")).isTrue();
    for (String name :
        List.of("", ".", "..", ".m", "a/b", "a\\b", "a\u0000", "-a", "a.tmp", "a b")) {
      assertThat(GivenFiles.isName(name)).as(name).isFalse();
    }
  }
}
