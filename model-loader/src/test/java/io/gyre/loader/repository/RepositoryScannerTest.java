package io.gyre.loader.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RepositoryScannerTest {
  private static final Duration QUIET = Duration.ofSeconds(2);
  private static final String SUM_OF_TWO =
      "3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3";

  @TempDir private Path repository;
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private RepositoryScanner scanner;

  @BeforeEach
  void setUp() {
    scanner = new RepositoryScanner(repository, () -> now, QUIET);
  }

  @Test
  void findsModelsVersionsFilesAndConfiguration() throws IOException {
    write(
        "digits/config.pbtxt",
        "max_batch_size: 8 output { name: \"Y\" label_filename: \"l.txt\" }");
    write("digits/l.txt", "zero");
    write("digits/1/model.onnx", "one");
    write("digits/10/model.onnx", "ten");
    write("digits/10/weights/part.bin", "more");
    write("iris/2/model.onnx", "two");
    age();

    Catalogue catalogue = scanner.scan(Catalogue.EMPTY);

    assertThat(catalogue.problem()).isEmpty();
    assertThat(catalogue.models()).containsOnlyKeys("digits", "iris");
    ModelEntry digits = catalogue.model("digits").orElseThrow();
    assertThat(digits.configuration().written().getMaxBatchSize()).isEqualTo(8);
    assertThat(digits.versions()).extracting(VersionEntry::version).containsExactly(1L, 10L);
    assertThat(digits.versions().get(1).files())
        .extracting(FileEntry::path)
        .containsExactly("10/model.onnx", "10/weights/part.bin", "config.pbtxt", "l.txt");
    assertThat(digits.versions().get(0).unit().revision()).matches("[0-9a-f]{16}");
    assertThat(catalogue.model("iris").orElseThrow().versions().getFirst().bytes()).isEqualTo(3);
  }

  @Test
  void overlooksWhatIsNoVersion() throws IOException {
    for (String name :
        List.of("0", "01", "v1", "-1", "1.tmp", ".1", "1.0", "99999999999999999999")) {
      write("m/" + name + "/model.onnx", "x");
    }
    write("m/3", "a file");
    write(".git/1/model.onnx", "x");
    write("upload.tmp/1/model.onnx", "x");
    write("README.md", "x");
    age();

    Catalogue catalogue = scanner.scan(Catalogue.EMPTY);

    assertThat(catalogue.models()).containsOnlyKeys("m");
    assertThat(catalogue.model("m").orElseThrow().versions()).isEmpty();
    assertThat(catalogue.model("m").orElseThrow().problem())
        .hasValueSatisfying(problem ->
            assertThat(problem)
                .contains("expected a folder named by an integer from 1", "model.onnx", "v1"));
  }

  @Test
  void aRevisionFollowsContentConfigurationAndLabelsButNotTimes() throws IOException {
    write("m/config.pbtxt", "output { name: \"Y\" label_filename: \"l.txt\" }");
    write("m/l.txt", "zero");
    write("m/1/model.onnx", "one");
    age();
    String first = revision(scanner.scan(Catalogue.EMPTY));

    age(Duration.ofHours(2));
    assertThat(revision(scanner.scan(Catalogue.EMPTY))).isEqualTo(first);

    for (String path : List.of("m/l.txt", "m/config.pbtxt", "m/1/model.onnx", "m/1/more")) {
      String before = revision(scanner.scan(Catalogue.EMPTY));
      write(path, (path.endsWith("more") ? "" : Files.readString(repository.resolve(path))) + " ");
      age();
      assertThat(revision(scanner.scan(Catalogue.EMPTY))).as(path).isNotEqualTo(before);
    }
  }

  @Test
  void anUnchangedRepositoryGivesAnEqualCatalogueWithoutReadingModelsAgain() throws IOException {
    write("m/config.pbtxt", "max_batch_size: 4");
    write("m/1/model.onnx", "one");
    age();
    Catalogue first = scanner.scan(Catalogue.EMPTY);
    FileTime written = Files.getLastModifiedTime(repository.resolve("m/1/model.onnx"));
    Files.writeString(repository.resolve("m/1/model.onnx"), "two");
    Files.setLastModifiedTime(repository.resolve("m/1/model.onnx"), written);
    now = now.plusSeconds(60);
    Catalogue second = scanner.scan(first);
    assertThat(second).isEqualTo(first);
    assertThat(second.model("m").orElseThrow().configuration())
        .isSameAs(first.model("m").orElseThrow().configuration());
  }

  @Test
  void whatLooksTheSameIsNotScannedAtAll() throws IOException {
    now = Instant.now().plus(Duration.ofDays(1));
    write("m/config.pbtxt", "max_batch_size: 4");
    write("m/1/model.onnx", "one");
    Catalogue first = scanner.scan(Catalogue.EMPTY);
    assertThat(versions(first)).containsExactly(1L);
    assertThat(scanner.scan(first).model("m").orElseThrow())
        .isSameAs(first.model("m").orElseThrow());
  }

  @Test
  void everyChangeIsSeenAfterScansThatFoundNoneWhateverTimesFilesHave() throws IOException {
    now = Instant.now().plus(Duration.ofDays(1));
    write("m/config.pbtxt", "output { name: \"Y\" label_filename: \"labels/l.txt\" }");
    write("m/labels/l.txt", "zero");
    write("m/1/model.onnx", "one");
    write("m/1/weights/part.bin", "more");
    age();
    Catalogue catalogue = unchanged(scanner.scan(Catalogue.EMPTY));
    for (String path :
        List.of("m/labels/l.txt", "m/config.pbtxt", "m/1/model.onnx", "m/1/weights/part.bin")) {
      String before = revision(catalogue);
      write(path, Files.readString(repository.resolve(path)) + " ");
      age();
      catalogue = scanner.scan(catalogue);
      assertThat(revision(catalogue)).as(path).isNotEqualTo(before);
      catalogue = unchanged(catalogue);
    }
    write("m/2/model.onnx", "two");
    age();
    catalogue = unchanged(scanner.scan(catalogue));
    assertThat(versions(catalogue)).containsExactly(1L, 2L);
    delete("m/2");
    assertThat(versions(scanner.scan(catalogue))).containsExactly(1L);
  }

  /** The catalogue of two scans that find no change. */
  private Catalogue unchanged(Catalogue catalogue) {
    assertThat(scanner.scan(catalogue)).isEqualTo(catalogue);
    return scanner.scan(scanner.scan(catalogue));
  }

  @Test
  void aLinkThatTurnsToAnotherFolderIsAnotherRevision() throws IOException {
    write("blobs/a/model.onnx", "one");
    write("blobs/b/model.onnx", "two");
    Files.createDirectories(repository.resolve("r/m"));
    Path link = repository.resolve("r/m/1");
    Files.createSymbolicLink(link, repository.resolve("blobs/a"));
    age();
    scanner = new RepositoryScanner(repository.resolve("r"), () -> now, QUIET);
    Catalogue catalogue = unchanged(scanner.scan(Catalogue.EMPTY));
    String before = revision(catalogue);

    Path turned = repository.resolve("r/m/.1");
    Files.createSymbolicLink(turned, repository.resolve("blobs/b"));
    Files.move(turned, link, StandardCopyOption.ATOMIC_MOVE);
    assertThat(revision(scanner.scan(catalogue))).isNotEqualTo(before);
  }

  @Test
  void aLinkToNothingIsAVersionOnceThereIsSomething() throws IOException {
    write("r/m/1/model.onnx", "one");
    Files.createSymbolicLink(repository.resolve("r/m/2"), repository.resolve("blobs/b"));
    write("r/m/config.pbtxt", "");
    scanner = new RepositoryScanner(repository.resolve("r"), () -> now, Duration.ZERO);
    Catalogue catalogue = scanner.scan(Catalogue.EMPTY);
    now = now.plus(Duration.ofDays(1000));
    catalogue = scanner.scan(scanner.scan(catalogue));
    assertThat(versions(catalogue)).containsExactly(1L);

    write("blobs/b/model.onnx", "two");
    now = now.plus(Duration.ofDays(1000));
    catalogue = scanner.scan(catalogue);
    assertThat(versions(scanner.scan(catalogue))).containsExactly(1L, 2L);
  }

  @Test
  void aVersionIsOfferedOnceItsFilesAreAsItsChecksumsSay() throws IOException {
    write("m/1/model.onnx", "tw");
    write("m/1/SHA256SUMS", SUM_OF_TWO + "  model.onnx\n");
    age();
    Catalogue catalogue = scanner.scan(Catalogue.EMPTY);
    assertThat(versions(catalogue)).isEmpty();
    assertThat(catalogue.model("m").orElseThrow().problem().orElseThrow())
        .contains("version 1: model.onnx: expected the SHA-256 digest " + SUM_OF_TWO)
        .contains("once its copy is whole");
    assertThat(scanner.scan(catalogue)).isEqualTo(catalogue);

    write("m/1/model.onnx", "two");
    age();
    catalogue = scanner.scan(catalogue);
    assertThat(versions(catalogue)).containsExactly(1L);
    assertThat(catalogue.model("m").orElseThrow().problem()).isEmpty();
  }

  @Test
  void aVersionThatLacksAFileOfItsChecksumsStaysAsItWas() throws IOException {
    write("m/1/model.onnx", "two");
    age();
    Catalogue catalogue = scanner.scan(Catalogue.EMPTY);
    String before = revision(catalogue);
    write("m/1/SHA256SUMS", SUM_OF_TWO + " *model.onnx\n" + SUM_OF_TWO + "  ./more.bin\n");
    age();
    catalogue = scanner.scan(catalogue);
    assertThat(revision(catalogue)).isEqualTo(before);
    assertThat(catalogue.model("m").orElseThrow().problem().orElseThrow())
        .contains("more.bin", "no such file");
    write("m/1/SHA256SUMS", "model.onnx\n");
    age();
    assertThat(scanner.scan(catalogue).model("m").orElseThrow().problem().orElseThrow())
        .contains("SHA256SUMS line 1: expected a SHA-256 digest");
  }

  @Test
  void goldenRequestsBelongToTheVersionAndNotToItsSize() throws IOException {
    write("m/1/model.onnx", "one");
    write("m/1/golden/basic.json", "{}");
    write("m/1/golden/readme.txt", "not one");
    age();
    Catalogue catalogue = scanner.scan(Catalogue.EMPTY);
    VersionEntry version = catalogue.model("m").orElseThrow().versions().getFirst();
    assertThat(version.goldenFiles()).containsExactly("1/golden/basic.json");
    assertThat(version.bytes()).isEqualTo(3);
    write("m/1/golden/basic.json", "{ }");
    age();
    assertThat(revision(scanner.scan(catalogue))).isNotEqualTo(version.unit().revision());
  }

  @Test
  void anAttemptIsAnotherRevisionOfTheSameFiles() throws IOException {
    write("m/1/model.onnx", "one");
    write("m/2/model.onnx", "two");
    age();
    Catalogue catalogue = scanner.scan(Catalogue.EMPTY);
    ModelEntry model = catalogue.model("m").orElseThrow();
    Attempts attempts = Attempts.NONE.and(model, OptionalLong.of(2)).and(model, OptionalLong.of(2));
    List<VersionEntry> again = attempts.in(catalogue).model("m").orElseThrow().versions();
    assertThat(again.get(0)).isEqualTo(model.versions().get(0));
    assertThat(again.get(1).unit().revision())
        .isEqualTo(model.versions().get(1).unit().revision() + "~2");
    assertThat(again.get(1).files()).isEqualTo(model.versions().get(1).files());
    assertThat(Attempts.NONE.and(model, OptionalLong.of(9))).isEqualTo(Attempts.NONE);
    assertThat(Attempts.NONE.in(catalogue)).isSameAs(catalogue);
  }

  @Test
  void aConfigurationThatIsNoFileIsNotOpened() throws IOException {
    write("m/1/model.onnx", "one");
    age();
    Files.createSymbolicLink(repository.resolve("m/config.pbtxt"), Path.of("/dev/null"));
    ModelEntry model = scanner.scan(Catalogue.EMPTY).model("m").orElseThrow();
    assertThat(model.configuration().mistakes())
        .singleElement()
        .asString()
        .contains("config.pbtxt", "special file");
  }

  @Test
  void aVersionIsOfferedOnlyWhenItsFilesWereLeftAlone() throws IOException {
    write("m/1/model.onnx", "one");
    age();
    Catalogue catalogue = scanner.scan(Catalogue.EMPTY);
    write("m/2/model.onnx", "tw");
    touch("m/2", now);
    touch("m/2/model.onnx", now);
    catalogue = scanner.scan(catalogue);
    assertThat(versions(catalogue)).containsExactly(1L);
    assertThat(catalogue.model("m").orElseThrow().settling()).hasSize(1);
    assertThat(catalogue.model("m").orElseThrow().problem()).isEmpty();

    now = now.plusSeconds(1);
    write("m/2/model.onnx", "two");
    touch("m/2/model.onnx", now);
    catalogue = scanner.scan(catalogue);
    now = now.plusMillis(1500);
    catalogue = scanner.scan(catalogue);
    assertThat(versions(catalogue)).containsExactly(1L);

    now = now.plusMillis(500);
    catalogue = scanner.scan(catalogue);
    assertThat(versions(catalogue)).containsExactly(1L, 2L);
    assertThat(catalogue.model("m").orElseThrow().settling()).isEmpty();
  }

  @Test
  void timesInTheFutureOnlyCountUntilNothingChanges() throws IOException {
    write("m/1/model.onnx", "one");
    age(Duration.ofDays(-365));
    Catalogue catalogue = scanner.scan(Catalogue.EMPTY);
    assertThat(versions(catalogue)).isEmpty();
    now = now.plus(QUIET);
    assertThat(versions(scanner.scan(catalogue))).containsExactly(1L);
  }

  @Test
  void aFolderRenamedToItsPlaceIsOfferedAtOnce() throws IOException {
    write("m/1/model.onnx", "one");
    write("m/2.tmp/model.onnx", "two");
    age();
    Catalogue catalogue = scanner.scan(Catalogue.EMPTY);
    assertThat(versions(catalogue)).containsExactly(1L);
    Files.move(repository.resolve("m/2.tmp"), repository.resolve("m/2"));
    assertThat(versions(scanner.scan(catalogue))).containsExactly(1L, 2L);
  }

  @Test
  void aVersionThatIsOverwrittenStaysAsItWasUntilItSettles() throws IOException {
    write("m/1/model.onnx", "one");
    age();
    Catalogue catalogue = scanner.scan(Catalogue.EMPTY);
    String before = revision(catalogue);
    write("m/1/model.onnx", "other");
    touch("m/1/model.onnx", now);
    catalogue = scanner.scan(catalogue);
    assertThat(revision(catalogue)).isEqualTo(before);
    now = now.plus(QUIET);
    assertThat(revision(scanner.scan(catalogue))).isNotEqualTo(before);
  }

  @Test
  void aConfigurationThatIsBeingWrittenDoesNotCountYet() throws IOException {
    write("m/config.pbtxt", "max_batch_size: 8");
    write("m/1/model.onnx", "one");
    age();
    Catalogue catalogue = scanner.scan(Catalogue.EMPTY);
    write("m/config.pbtxt", "max_batch_size:");
    touch("m/config.pbtxt", now);
    catalogue = scanner.scan(catalogue);
    assertThat(catalogue.model("m").orElseThrow().configuration().mistakes()).isEmpty();
    now = now.plus(QUIET);
    catalogue = scanner.scan(catalogue);
    assertThat(catalogue.model("m").orElseThrow().configuration().mistakes()).hasSize(1);
  }

  @Test
  void aVanishedVersionAndAVanishedModelAreGone() throws IOException {
    write("m/1/model.onnx", "one");
    write("m/2/model.onnx", "two");
    write("n/1/model.onnx", "one");
    age();
    Catalogue catalogue = scanner.scan(Catalogue.EMPTY);
    delete("m/2");
    delete("n");
    catalogue = scanner.scan(catalogue);
    assertThat(versions(catalogue)).containsExactly(1L);
    assertThat(catalogue.models()).containsOnlyKeys("m");
  }

  @Test
  void anEmptyVersionFolderIsAProblemOnlyWhereThereIsNoOther() throws IOException {
    Files.createDirectories(repository.resolve("m/1"));
    age();
    ModelEntry model = scanner.scan(Catalogue.EMPTY).model("m").orElseThrow();
    assertThat(model.versions()).isEmpty();
    assertThat(model.problem()).hasValueSatisfying(p -> assertThat(p).contains("an empty 1/"));
    write("m/2/model.onnx", "two");
    age();
    model = scanner.scan(Catalogue.EMPTY).model("m").orElseThrow();
    assertThat(model.versions()).hasSize(1);
    assertThat(model.problem()).isEmpty();
  }

  @Test
  void anEnsemblesVersionNeedsNoFiles() throws IOException {
    write("m/config.pbtxt", "platform: \"ensemble\"");
    write("m/1/.keep", "");
    age();
    ModelEntry model = scanner.scan(Catalogue.EMPTY).model("m").orElseThrow();
    assertThat(model.problem()).isEmpty();
    assertThat(model.versions()).hasSize(1);
    assertThat(model.configuration().mistakes()).singleElement().asString().contains("ensemble");
  }

  @Test
  void anUnreadableRepositoryKeepsTheLastCatalogueAndSaysWhy() throws IOException {
    write("r/m/1/model.onnx", "one");
    age();
    scanner = new RepositoryScanner(repository.resolve("r"), () -> now, QUIET);
    Catalogue catalogue = scanner.scan(Catalogue.EMPTY);
    delete("r");
    Catalogue after = scanner.scan(catalogue);
    assertThat(after.models()).isEqualTo(catalogue.models());
    assertThat(after.problem()).hasValueSatisfying(p -> assertThat(p).contains("nothing there"));
    write("r", "a file");
    assertThat(scanner.scan(catalogue).problem())
        .hasValueSatisfying(p -> assertThat(p).contains("found a file"));
  }

  @Test
  void aModelsOwnFolderIsNoRepository() throws IOException {
    write("config.pbtxt", "");
    write("1/model.onnx", "one");
    assertThat(scanner.scan(Catalogue.EMPTY).problem())
        .hasValueSatisfying(p -> assertThat(p).contains("expected the folder around it"));
  }

  @Test
  void aConfigurationThatCannotBeReadIsAMistakeAndNotAFailure() throws IOException {
    write("m/1/model.onnx", "one");
    Files.write(repository.resolve("m/config.pbtxt"), new byte[] {(byte) 0xc3, 0x28});
    age();
    assertThat(scanner.scan(Catalogue.EMPTY).model("m").orElseThrow().configuration().mistakes())
        .singleElement()
        .asString()
        .contains("text in UTF-8");
    Files.delete(repository.resolve("m/config.pbtxt"));
    Files.createDirectory(repository.resolve("m/config.pbtxt"));
    age();
    assertThat(scanner.scan(Catalogue.EMPTY).model("m").orElseThrow().configuration().mistakes())
        .hasSize(1);
  }

  @Test
  void linksAreFollowedAndLoopsAreAProblem() throws IOException {
    write("elsewhere/model.onnx", "one");
    Files.createDirectories(repository.resolve("r/m"));
    Files.createSymbolicLink(repository.resolve("r/m/1"), repository.resolve("elsewhere"));
    age();
    scanner = new RepositoryScanner(repository.resolve("r"), () -> now, QUIET);
    assertThat(versions(scanner.scan(Catalogue.EMPTY))).containsExactly(1L);

    Files.createDirectories(repository.resolve("r/m/2"));
    Files.createSymbolicLink(repository.resolve("r/m/2/loop"), repository.resolve("r/m/2"));
    age();
    Catalogue catalogue = scanner.scan(Catalogue.EMPTY);
    assertThat(versions(catalogue)).containsExactly(1L);
    assertThat(catalogue.model("m").orElseThrow().problem())
        .hasValueSatisfying(p -> assertThat(p).contains("version 2 can't be read"));
  }

  private static String revision(Catalogue catalogue) {
    return catalogue.model("m").orElseThrow().versions().getFirst().unit().revision();
  }

  private static List<Long> versions(Catalogue catalogue) {
    return catalogue.model("m").orElseThrow().versions().stream()
        .map(VersionEntry::version)
        .toList();
  }

  private void write(String path, String text) throws IOException {
    Path file = repository.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void touch(String path, Instant time) throws IOException {
    Files.setLastModifiedTime(repository.resolve(path), FileTime.from(time));
  }

  private void age() throws IOException {
    age(Duration.ofHours(1));
  }

  private void age(Duration age) throws IOException {
    try (Stream<Path> all = Files.walk(repository)) {
      for (Path path : all.toList()) {
        Files.setLastModifiedTime(path, FileTime.from(now.minus(age)));
      }
    }
  }

  private void delete(String path) throws IOException {
    try (Stream<Path> all = Files.walk(repository.resolve(path))) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
