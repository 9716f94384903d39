package io.gyre.loader.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.inference.response.Refusal;
import io.gyre.proto.registry.DesiredState;
import io.gyre.proto.registry.Given;
import io.gyre.proto.registry.Loading;
import io.gyre.proto.registry.ModelWish;
import io.gyre.proto.registry.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryStoreTest {
  @TempDir private Path repository;

  private DirectoryStore store() {
    return new DirectoryStore(repository, System::nanoTime);
  }

  private static Edit.Next next(DesiredState state) {
    return new Edit.Next(state);
  }

  private static Edit counted(DesiredState now) {
    return next(now.toBuilder().setNumber(now.getNumber() + 1).build());
  }

  /** Another process that changes the record. */
  static final class Counting {
    private Counting() {}

    /** Counts in the repository {@code args[0]}, {@code args[1]} times. */
    public static void main(String[] args) throws IOException {
      DirectoryStore store = new DirectoryStore(Path.of(args[0]), System::nanoTime);
      for (int change = 0; change < Integer.parseInt(args[1]); change++) {
        store.update(DirectoryStoreTest::counted);
      }
    }
  }

  /** Another process that begins a change and never ends it. */
  static final class Holding {
    private Holding() {}

    /** Changes the record of the repository {@code args[0]}, until it is killed. */
    public static void main(String[] args) throws IOException {
      new DirectoryStore(Path.of(args[0]), System::nanoTime)
          .update(_ -> {
            System.out.println("held");
            while (true) {
              LockSupport.park();
            }
          });
    }
  }

  private static Process other(Class<?> main, String... args) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(args));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  @Test
  void nothingIsWrittenBeforeAChange() throws IOException {
    assertThat(store().read()).isEqualTo(DesiredState.getDefaultInstance());
    assertThat(repository).isEmptyDirectory();
  }

  @Test
  void whatIsKeptIsReadByOthers() throws IOException {
    DesiredState state =
        DesiredState.newBuilder()
            .setNumber(7)
            .putModels(
                "m",
                ModelWish.newBuilder()
                    .setNumber(7)
                    .setLoading(Loading.LOADED)
                    .setPin(3)
                    .setGiven(Given.newBuilder().setConfig("{\"a\": \"\u00e9\"}"))
                    .putAliases("champion", 2)
                    .build())
            .addVerdicts(
                Verdict.newBuilder().setModel("m").setVersion(4).setRevision("r").setAttempt(1))
            .build();
    store().update(_ -> next(state));

    assertThat(store().read()).isEqualTo(state.toBuilder().setFormat(1).build());
    assertThat(repository.resolve(".gyre/desired.json")).content().contains("\"pin\": \"3\"");
  }

  @Test
  void refusedChangesLeaveTheRecord() throws IOException {
    store().update(DirectoryStoreTest::counted);
    Edit edit = store().update(_ -> new Edit.Refused(Refusal.invalid("no")));

    assertThat(edit).isEqualTo(new Edit.Refused(Refusal.invalid("no")));
    assertThat(store().read().getNumber()).isEqualTo(1);
  }

  @Test
  void noChangeIsLostAmongProcesses() throws Exception {
    int each = 25;
    List<Process> others = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      others.add(other(Counting.class, repository.toString(), Integer.toString(each)));
    }
    DirectoryStore own = store();
    long ownChanges = 0;
    for (Process other : others) {
      while (other.isAlive()) {
        own.update(DirectoryStoreTest::counted);
        ownChanges++;
      }
      assertThat(other.waitFor()).isZero();
    }
    long byOthers = (long) others.size() * each;
    assertThat(own.read().getNumber() - byOthers).isEqualTo(ownChanges);
    try (Stream<Path> files = Files.list(repository.resolve(".gyre"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("desired.json", "lock");
    }
  }

  @Test
  void aProcessThatStopsInTheMiddleOfAChangeStopsOthersForAWhileOnly() throws Exception {
    Process other = other(Holding.class, repository.toString());
    try (var said = other.inputReader()) {
      assertThat(said.readLine()).isEqualTo("held");
      AtomicLong seconds = new AtomicLong();
      DirectoryStore impatient =
          new DirectoryStore(repository, () -> TimeUnit.SECONDS.toNanos(seconds.getAndIncrement()));
      assertThatThrownBy(() -> impatient.update(DirectoryStoreTest::counted))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another process")
          .hasMessageContaining(repository.resolve(".gyre").resolve("lock").toString());
    } finally {
      other.destroyForcibly();
      other.waitFor();
    }
    store().update(DirectoryStoreTest::counted);
    assertThat(store().read().getNumber()).isEqualTo(1);
  }

  @Test
  void aRecordThatIsNotUnderstoodStopsChanges() throws IOException {
    Path folder = Files.createDirectory(repository.resolve(".gyre"));
    for (String text :
        List.of("{", "[]", "{\"format\": 2}", "{}", "{\"format\":1,\"number\":-1}")) {
      Files.writeString(folder.resolve("desired.json"), text);
      assertThatThrownBy(() -> store().read()).as(text).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> store().update(DirectoryStoreTest::counted))
          .as(text)
          .isInstanceOf(IOException.class);
      assertThat(folder.resolve("desired.json")).hasContent(text);
    }
  }

  @Test
  void aLinkInTheFoldersPlaceIsNotFollowed(@TempDir Path elsewhere) throws IOException {
    Files.createSymbolicLink(repository.resolve(".gyre"), elsewhere);
    assertThatThrownBy(() -> store().update(DirectoryStoreTest::counted))
        .isInstanceOf(IOException.class);
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void aProcessThatIsAloneKeepsInMemoryWhatItCannotWrite() throws IOException {
    DesiredState before = DesiredState.newBuilder().setNumber(3).build();
    try (DesiredRegistry alone = new DesiredRegistry(new ReadOnly(before), true)) {
      assertThat(alone.update(DirectoryStoreTest::counted)).isInstanceOf(Edit.Next.class);
      assertThat(alone.read().getNumber()).isEqualTo(4);
      assertThat(alone.notKept()).hasValueSatisfying(why -> assertThat(why).contains("read-only"));
    }
    try (DesiredRegistry oneOfMany = new DesiredRegistry(new ReadOnly(before), false)) {
      assertThatThrownBy(() -> oneOfMany.update(DirectoryStoreTest::counted))
          .hasMessage("read-only");
      assertThat(oneOfMany.read()).isEqualTo(before);
    }
  }

  /** A registry that this process may read alone. */
  private record ReadOnly(DesiredState state) implements DesiredStore {
    @Override
    public DesiredState read() {
      return state;
    }

    @Override
    public Edit update(Change change) throws IOException {
      throw new IOException("read-only");
    }

    @Override
    public Path files() {
      return Path.of("nowhere");
    }

    @Override
    public void close() {}
  }
}
