package io.gyre.loader.guided;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.gyre.loader.desired.CondemnedVersion;
import io.gyre.loader.desired.DesiredRegistry;
import io.gyre.loader.desired.DirectoryStore;
import io.gyre.loader.desired.ReplicaCount;
import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.loader.repository.RepositoryScanner;
import io.gyre.proto.registry.Verdict;
import io.gyre.proto.worker.ChangeAnswer;
import io.gyre.proto.worker.ChangeRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GuidedRepositoryTest {
  private static final Duration QUIET = Duration.ofSeconds(2);

  @TempDir private Path repository;
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private Catalogue catalogue = Catalogue.EMPTY;
  private GuidedRepository guided;

  @BeforeEach
  void beginExplicitly() {
    guided = guided(ControlMode.EXPLICIT, true);
  }

  private GuidedRepository guided(ControlMode mode, boolean files) {
    return new GuidedRepository(
        new RepositoryScanner(repository, () -> now, QUIET),
        new DesiredRegistry(new DirectoryStore(repository, System::nanoTime), false),
        mode,
        "listed"::equals,
        files,
        () -> now);
  }

  private void restart(ControlMode mode) {
    guided = guided(mode, true);
    catalogue = Catalogue.EMPTY;
    look();
  }

  private void look() {
    catalogue = guided.scan(catalogue);
  }

  private void write(String path, String text) throws IOException {
    Path file = repository.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    try (Stream<Path> all = Files.walk(file.getParent())) {
      for (Path one : all.toList()) {
        Files.setLastModifiedTime(one, FileTime.from(now));
      }
    }
  }

  private void settle() {
    now = now.plusSeconds(10);
  }

  private static ChangeRequest.Builder of(String model) {
    return ChangeRequest.newBuilder().setModel(model).setAsker("/10.0.0.1:5");
  }

  private ChangeAnswer ask(ChangeRequest.Builder request) {
    ChangeAnswer answer = guided.change(request.build());
    look();
    return answer;
  }

  private ChangeAnswer load(String model) {
    return ask(of(model).setLoad(ChangeRequest.Load.getDefaultInstance()));
  }

  private ChangeAnswer unload(String model) {
    return ask(of(model).setUnload(ChangeRequest.Unload.getDefaultInstance()));
  }

  private ChangeAnswer pin(String model, long version) {
    return ask(of(model).setPin(ChangeRequest.Pin.newBuilder().setVersion(version)));
  }

  private ChangeAnswer alias(String model, String name, long version) {
    return ask(
        of(model).setAlias(ChangeRequest.Alias.newBuilder().setName(name).setVersion(version)));
  }

  private boolean isWanted(String model) {
    return catalogue.model(model).isPresent() && catalogue.orders(model).wanted();
  }

  private List<Long> versions(String model) {
    return catalogue.model(model).map(ModelEntry::versions).orElse(List.of()).stream()
        .map(version -> version.version())
        .toList();
  }

  private String revision(String model) {
    return catalogue.model(model).orElseThrow().versions().getLast().unit().revision();
  }

  private static String reason(ChangeAnswer answer) {
    return answer.getRefused().getReason();
  }

  @Test
  void underExplicitControlAListAndRequestsSayWhatIsLoaded() throws IOException {
    write("listed/1/model.onnx", "x");
    write("other/1/model.onnx", "x");
    settle();
    look();
    assertThat(isWanted("listed")).isTrue();
    assertThat(isWanted("other")).isFalse();

    assertThat(load("other").getNumber()).isEqualTo(1);
    assertThat(unload("listed").getNumber()).isEqualTo(2);
    assertThat(isWanted("listed")).isFalse();
    assertThat(isWanted("other")).isTrue();
    assertThat(catalogue.orders("other").number()).isEqualTo(1);

    restart(ControlMode.EXPLICIT);
    assertThat(isWanted("listed")).as("a restart keeps what was asked for").isFalse();
    assertThat(isWanted("other")).isTrue();
  }

  @Test
  void whatIsLoadedStaysAsItIsUntilItIsLoadedAgain() throws IOException {
    write("listed/1/model.onnx", "x");
    settle();
    look();
    write("listed/2/model.onnx", "y");
    settle();
    look();
    assertThat(versions("listed")).containsExactly(1L);

    load("listed");
    assertThat(versions("listed")).containsExactly(1L, 2L);
  }

  @Test
  void aLoadIsFollowedOnceTheFilesAreWhole() throws IOException {
    write("listed/1/model.onnx", "x");
    settle();
    look();
    write("listed/2/model.onnx", "y");
    ChangeAnswer answer = load("listed");
    assertThat(answer.hasRefused()).isFalse();
    assertThat(versions("listed")).containsExactly(1L);
    assertThat(catalogue.orders("listed").number()).isLessThan(answer.getNumber());
    settle();
    look();
    assertThat(versions("listed")).containsExactly(1L, 2L);
    assertThat(catalogue.orders("listed").number()).isEqualTo(answer.getNumber());
  }

  @Test
  void aDirectoryThatGoesAwayLeavesWhatIsLoaded() throws IOException {
    write("listed/1/model.onnx", "x");
    settle();
    look();
    Files.delete(repository.resolve("listed/1/model.onnx"));
    Files.delete(repository.resolve("listed/1"));
    Files.delete(repository.resolve("listed"));
    look();
    assertThat(versions("listed")).containsExactly(1L);
    assertThat(reason(load("listed"))).isEqualTo("NOT_FOUND");
    assertThat(unload("listed").hasRefused()).isTrue();
  }

  @Test
  void otherModesTakeNoLoads() throws IOException {
    write("m/1/model.onnx", "x");
    settle();
    for (ControlMode mode : List.of(ControlMode.POLL, ControlMode.NONE)) {
      restart(mode);
      assertThat(isWanted("m")).isTrue();
      for (ChangeAnswer answer : List.of(load("m"), unload("m"))) {
        assertThat(reason(answer)).isEqualTo("NOT_READY");
        assertThat(answer.getRefused().getMessage())
            .startsWith("explicit model load / unload is not allowed");
      }
    }
    assertThat(repository.resolve(".gyre")).doesNotExist();
  }

  @Test
  void withoutPollingNothingIsFollowedButWhatIsAsked() throws IOException {
    write("m/1/model.onnx", "x");
    settle();
    restart(ControlMode.NONE);
    write("m/2/model.onnx", "x");
    write("n/1/model.onnx", "x");
    settle();
    look();
    assertThat(versions("m")).containsExactly(1L);
    assertThat(catalogue.models()).containsOnlyKeys("m");
    alias("m", "champion", 1);
    assertThat(catalogue.orders("m").aliases()).isEqualTo(Map.of("champion", 1L));
    assertThat(versions("m")).containsExactly(1L);
  }

  @Test
  void aGivenConfigurationIsAnotherRevisionAndStaysUntilAnUnload() throws IOException {
    write("listed/1/model.onnx", "x");
    settle();
    look();
    String before = revision("listed");
    ChangeRequest.Load given =
        ChangeRequest.Load.newBuilder()
            .setConfig("{\"max_batch_size\": 2, \"version_policy\": {\"all\": {}}}")
            .build();
    ask(of("listed").setLoad(given));
    assertThat(catalogue.model("listed").orElseThrow().configuration().written().getMaxBatchSize())
        .isEqualTo(2);
    String after = revision("listed");
    assertThat(after).isNotEqualTo(before);

    load("listed");
    assertThat(revision("listed")).isEqualTo(after);
    restart(ControlMode.EXPLICIT);
    assertThat(revision("listed")).isEqualTo(after);
    unload("listed");
    load("listed");
    assertThat(revision("listed")).isEqualTo(before);
  }

  @Test
  void aConfigurationThatIsWrongChangesNothing() throws IOException {
    write("listed/1/model.onnx", "x");
    settle();
    look();
    for (String config :
        List.of(
            "{",
            "[]",
            "{\"max_batch_size\": -1}",
            "{\"name\": \"other\"}",
            "{\"no_such_field\": 1}",
            "{\"default_model_filename\": \"../../secret.onnx\"}",
            "{\"default_model_filename\": \"/etc/passwd\"}")) {
      ChangeAnswer answer =
          ask(of("listed").setLoad(ChangeRequest.Load.newBuilder().setConfig(config)));
      assertThat(reason(answer)).as(config).isEqualTo("INVALID_ARGUMENT");
      assertThat(answer.getRefused().getMessage()).startsWith("failed to load 'listed': ");
    }
    assertThat(repository.resolve(".gyre")).doesNotExist();
  }

  private static ChangeRequest.Load files(String path) {
    return ChangeRequest.Load.newBuilder()
        .setConfig("{}")
        .putFiles(path, ByteString.copyFromUtf8("given"))
        .build();
  }

  @Test
  void givenFilesTakeThePlaceOfTheFolders() throws IOException {
    write("listed/1/model.onnx", "x");
    settle();
    look();
    assertThat(ask(of("listed").setLoad(files("7/model.onnx"))).hasRefused()).isFalse();
    assertThat(versions("listed")).containsExactly(7L);
    assertThat(ask(of("fresh").setLoad(files("1/model.onnx"))).hasRefused()).isFalse();
    assertThat(versions("fresh")).containsExactly(1L);
    restart(ControlMode.EXPLICIT);
    assertThat(versions("listed")).containsExactly(7L);
    assertThat(versions("fresh")).containsExactly(1L);
    unload("fresh");
    assertThat(isWanted("fresh")).isFalse();
  }

  @Test
  void filesCannotBeGivenUnlessThatIsConfigured() throws IOException {
    write("listed/1/model.onnx", "x");
    settle();
    guided = guided(ControlMode.EXPLICIT, false);
    look();
    ChangeAnswer answer = ask(of("listed").setLoad(files("1/model.onnx")));
    assertThat(answer.getRefused().getMessage()).contains("repository.given-files");
  }

  @Test
  void pathsAndNamesThatLeadElsewhereAreRefused() throws IOException {
    write("listed/1/model.onnx", "x");
    settle();
    look();
    for (String path :
        List.of("../x", "/etc/x", "1/../../x", "1/a\u0000b", "1\\x", "1/%2e%2e/x", "x", "1/.x")) {
      ChangeAnswer answer = ask(of("listed").setLoad(files(path)));
      assertThat(reason(answer)).as(path).isEqualTo("INVALID_ARGUMENT");
    }
    for (String name :
        List.of(
            "", ".", "..", "../x", "/etc", "a/b", "a\\b", "a\u0000", ".gyre", "%2e%2e", "a.tmp")) {
      assertThat(ask(of(name).setLoad(files("1/model.onnx"))).hasRefused()).as(name).isTrue();
      assertThat(reason(load(name))).as(name).isEqualTo("NOT_FOUND");
      assertThat(reason(unload(name))).as(name).isEqualTo("NOT_FOUND");
      assertThat(reason(pin(name, 1))).as(name).isEqualTo("NOT_FOUND");
      assertThat(reason(alias(name, "champion", 1))).as(name).isEqualTo("NOT_FOUND");
    }
    try (Stream<Path> left = Files.list(repository)) {
      assertThat(left.map(path -> path.getFileName().toString())).containsExactly("listed");
    }
  }

  @Test
  void versionsArePinnedRolledBackAndReleased() throws IOException {
    for (int version = 1; version <= 4; version++) {
      write("m/" + version + "/model.onnx", "x" + version);
    }
    settle();
    restart(ControlMode.POLL);
    assertThat(pin("m", 2).getVersion()).isEqualTo(2);
    assertThat(catalogue.orders("m").pin()).hasValue(2);
    assertThat(reason(pin("m", 9))).isEqualTo("NOT_FOUND");
    assertThat(catalogue.orders("m").pin()).hasValue(2);

    condemn("m", 3);
    ChangeRequest.Builder rollback =
        of("m").setRollback(ChangeRequest.Rollback.newBuilder().setBelow(4));
    assertThat(ask(rollback).getVersion()).as("3 is condemned").isEqualTo(2);

    ask(of("m").setLift(ChangeRequest.Lift.getDefaultInstance()));
    assertThat(catalogue.orders("m").pin()).isEmpty();
    assertThat(ask(rollback).getVersion()).as("the verdict was lifted").isEqualTo(3);
    assertThat(reason(ask(of("m").setRollback(ChangeRequest.Rollback.newBuilder().setBelow(1)))))
        .isEqualTo("NOT_FOUND");
  }

  private void condemn(String model, long version) throws IOException {
    String revision =
        catalogue.model(model).orElseThrow().version(version).orElseThrow().unit().revision();
    new DirectoryStore(repository, System::nanoTime)
        .update(state ->
            new io.gyre.loader.desired.Edit.Next(
                state.toBuilder()
                    .addVerdicts(
                        Verdict.newBuilder()
                            .setModel(model)
                            .setVersion(version)
                            .setRevision(revision)
                            .setAttempt(catalogue.orders(model).attempt()))
                    .build()));
  }

  @Test
  void aliasesLieBesideTheModel() throws IOException {
    write("m/1/model.onnx", "x");
    write("m/2/model.onnx", "y");
    settle();
    restart(ControlMode.POLL);
    alias("m", "champion", 1);
    assertThat(catalogue.orders("m").aliases()).isEqualTo(Map.of("champion", 1L));
    assertThat(repository.resolve("m/aliases.json")).content().contains("\"champion\": 1");
    assertThat(reason(alias("m", "champion", 9))).isEqualTo("NOT_FOUND");
    assertThat(reason(alias("m", "7", 1))).isEqualTo("INVALID_ARGUMENT");
    assertThat(catalogue.orders("m").aliases()).isEqualTo(Map.of("champion", 1L));

    write("m/aliases.json", "{\"champion\": 2, \"challenger\": 1}");
    look();
    assertThat(catalogue.orders("m").aliases()).isEqualTo(Map.of("champion", 2L, "challenger", 1L));
    alias("m", "challenger", 0);
    assertThat(catalogue.orders("m").aliases()).isEqualTo(Map.of("champion", 2L));
    assertThat(catalogue.orders("m").problem()).isEmpty();
    write("m/aliases.json", "{\"champion\": 9}");
    look();
    assertThat(catalogue.orders("m").problem())
        .hasValue("alias 'champion': version 9 isn't in the repository");
  }

  @Test
  void changesOfOneProcessReachTheOthers() throws IOException {
    write("listed/1/model.onnx", "x");
    settle();
    look();
    GuidedRepository other = guided(ControlMode.EXPLICIT, true);
    Catalogue theirs = other.scan(Catalogue.EMPTY);
    assertThat(theirs.orders("listed").wanted()).isTrue();
    unload("listed");
    theirs = other.scan(theirs);
    assertThat(theirs.orders("listed").wanted()).isFalse();
    assertThat(theirs.orders("listed").number()).isEqualTo(1);
  }

  @Test
  void aRecordThatIsNotUnderstoodLeavesWhatWasAskedBefore() throws IOException {
    write("listed/1/model.onnx", "x");
    settle();
    look();
    unload("listed");
    Files.writeString(repository.resolve(".gyre/desired.json"), "{");
    look();
    assertThat(isWanted("listed")).isFalse();
    assertThat(catalogue.problem())
        .hasValueSatisfying(problem -> assertThat(problem).contains("desired.json"));
    assertThat(reason(load("listed"))).isEqualTo("UNSUPPORTED");
  }

  @Test
  void aVerdictOutlivesTheServerUntilSomebodyAsks() throws IOException {
    write("listed/1/model.onnx", "x");
    write("listed/2/model.onnx", "y");
    settle();
    look();
    CondemnedVersion verdict = new CondemnedVersion(2, revision("listed"), "it failed");
    guided.condemn("listed", verdict);
    guided.condemn("listed", verdict);

    restart(ControlMode.POLL);
    assertThat(catalogue.orders("listed").condemned()).containsExactly(verdict);
    ask(of("listed").setLift(ChangeRequest.Lift.getDefaultInstance()));
    assertThat(catalogue.orders("listed").condemned()).isEmpty();
  }

  @Test
  void replicasThatDemandBroughtAreKnownToOthersAndLater() throws IOException {
    write("m/1/model.onnx", "x");
    settle();
    restart(ControlMode.POLL);
    assertThat(catalogue.orders("m").replicas()).isEqualTo(ReplicaCount.NONE);
    ReplicaCount offered = new ReplicaCount(3, 2);
    assertThat(guided.replicas("m", ReplicaCount.NONE, offered)).isTrue();
    look();
    assertThat(catalogue.orders("m").replicas()).isEqualTo(offered);
    restart(ControlMode.POLL);
    assertThat(catalogue.orders("m").replicas()).isEqualTo(offered);
    assertThat(guided.replicas("m", offered, ReplicaCount.NONE)).isTrue();
    look();
    assertThat(catalogue.orders("m").replicas()).isEqualTo(ReplicaCount.NONE);
    assertThat(repository.resolve(".gyre/desired.json"))
        .content()
        .doesNotContainIgnoringCase("replicas");
  }

  @Test
  void whatTwoWorkOutFromTheSameReplicasDoesNotAddUp() throws IOException {
    write("m/1/model.onnx", "x");
    settle();
    restart(ControlMode.POLL);
    GuidedRepository other = guided(ControlMode.POLL, true);
    assertThat(guided.replicas("m", ReplicaCount.NONE, new ReplicaCount(3, 0))).isTrue();
    assertThat(other.replicas("m", ReplicaCount.NONE, new ReplicaCount(4, 0))).isFalse();
    look();
    assertThat(catalogue.orders("m").replicas()).isEqualTo(new ReplicaCount(3, 0));
  }

  @Test
  void unchangedVersionsAreLoadedAnewByForceAlsoUnderPolling() throws IOException {
    write("m/1/model.onnx", "x");
    settle();
    restart(ControlMode.POLL);
    ChangeRequest.Builder forced = of("m").setLoad(ChangeRequest.Load.newBuilder().setForce(true));
    assertThat(ask(forced).hasRefused()).isFalse();
    assertThat(catalogue.orders("m").reloads()).isEqualTo(1);

    restart(ControlMode.NONE);
    assertThat(reason(ask(forced))).isEqualTo("NOT_READY");
    restart(ControlMode.EXPLICIT);
    assertThat(isWanted("m")).as("a reload under polling is no request to load").isFalse();
  }
}
