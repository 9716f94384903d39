package io.gyre.worker.golden;

import static io.gyre.worker.replica.Configurations.input;
import static io.gyre.worker.replica.Configurations.output;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.unit.UnitId;
import io.gyre.loader.config.ModelConfiguration;
import io.gyre.loader.engine.ModelLoadException;
import io.gyre.loader.load.LoadOutcome.LoadedUnit;
import io.gyre.worker.replica.Configurations;
import io.gyre.worker.replica.FakeModel;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Golden requests to a model that doubles. */
class GoldenCheckTest {
  @TempDir private Path directory;
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private final FakeModel model = FakeModel.free(allocator);
  private final AtomicLong now = new AtomicLong();
  private final TreeMap<String, Path> files = new TreeMap<>();
  private ModelConfiguration configuration = Configurations.doubling(4, 1);

  @AfterEach
  void everythingIsGivenBack() {
    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }

  @Test
  void answersAsExpectedPass() throws Exception {
    golden("1/golden/a.json", pairs("[1, 2, 3, 4]", "[[2.0, 4.0], [6.0, 8.0]]", ""));
    golden("1/golden/b.json", "[" + pairs("[0, 0, 0, 0]", "[0, 0, 0, 0]", "") + "]");

    assertThat(run().requests()).isEqualTo(2);
    assertThat(model.batches()).containsExactly(2, 2);
  }

  @Test
  void withoutAnyNothingIsRun() throws Exception {
    assertThat(run().requests()).isZero();
    assertThat(model.batches()).isEmpty();
  }

  @Test
  void aDifferenceNamesFileOutputIndexAndBothNumbers() throws Exception {
    golden("3/golden/basic.json", "[" + pairs("[1, 2, 3, 4]", "[2, 4, 6, 9.5]", "") + "]");

    ModelLoadException failure = failure();
    assertThat(failure.fileAtFault()).isTrue();
    assertThat(failure)
        .hasMessageContaining("3/golden/basic.json[0]")
        .hasMessageContaining("output 'Y'[1,1]: expected 9.5")
        .hasMessageContaining("got 8.0")
        .hasMessageContaining("(1 of 4 elements differ)")
        .hasMessageContaining("correct the model, or the file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[2.00001, 4, 6, 8]     |                                        | true",
        "[2.1, 4, 6, 8]         |                                        | false",
        "[2.1, 4, 6, 8]         | \"tolerance\": 0.2,                    | true",
        "[2.3, 4, 6, 8]         | \"tolerance\": 0.2,                    | false",
        "[2, 4, 6, 8.7]         | \"tolerance\": {\"relative\": 0.1},    | true",
        "[2, 4, 6, 9]           | \"tolerance\": {\"relative\": 0.1},    | false",
        "[2, 4, 6, 8]           | \"tolerance\": 0,                      | true",
        "[2, 4, 6, NaN]         | \"tolerance\": 100,                    | false",
        "[2, 4, 6, Infinity]    | \"tolerance\": 100,                    | false",
      })
  void aToleranceSaysHowFarNumbersMayBeOff(String expected, String tolerance, boolean passes)
      throws Exception {
    golden("g.json", pairs("[1, 2, 3, 4]", expected, Objects.requireNonNullElse(tolerance, "")));
    if (passes) {
      assertThat(run().requests()).isEqualTo(1);
    } else {
      assertThat(failure()).hasMessageContaining("expected");
    }
  }

  @Test
  void notANumberIsAFaultWhereNoneIsExpected() throws Exception {
    golden("g.json", pairs("[1, NaN, 3, 4]", "[2, 4, 6, 8]", ""));
    assertThat(failure()).hasMessageContaining("'Y'[0,1]: expected 4").hasMessageContaining("NaN");

    golden("g.json", pairs("[1, NaN, 3, 4]", "[2, NaN, 6, 8]", ""));
    assertThat(run().requests()).isEqualTo(1);

    golden("g.json", request("[1, NaN, 3, 4]"));
    assertThat(failure()).hasMessageContaining("'Y'[0,1]: expected a number, got NaN");
    golden("g.json", request("[1, 2, 3, 4]"));
    assertThat(run().requests()).isEqualTo(1);
  }

  @Test
  void wholeNumbersAndTextsAreExact() throws Exception {
    copying(Datatype.INT64);
    golden("g.json", copied("INT64", "[1, -9007199254740993]", "[1, -9007199254740993]", ""));
    assertThat(run().requests()).isEqualTo(1);
    golden(
        "g.json",
        copied("INT64", "[1, -9007199254740993]", "[1, -9007199254740992]", "\"tolerance\": 5,"));
    assertThat(failure()).hasMessageContaining("'Y'[1]: expected -9007199254740992, got");

    copying(Datatype.BYTES);
    golden("g.json", copied("BYTES", "[\"a\", \"größe\"]", "[\"a\", \"grosse\"]", ""));
    assertThat(failure()).hasMessageContaining("expected \"grosse\", got größe");
  }

  @Test
  void anOutputMayHaveAToleranceOfItsOwn() throws Exception {
    copying(Datatype.UINT8);
    String golden = copied("UINT8", "[250, 7]", "[251, 7]", "");
    golden("g.json", golden.replace("\"name\": \"Y\",", "\"name\": \"Y\", \"tolerance\": 1,"));
    assertThat(run().requests()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"BOOL", "BYTES"},
      mode = EnumSource.Mode.EXCLUDE)
  void numbersOfEveryDatatypeGoThereAndBack(Datatype datatype) throws Exception {
    if (datatype == Datatype.FP32) {
      return; // the model doubles these
    }
    copying(datatype);
    golden("g.json", copied(datatype.name(), "[0, 127]", "[0, 127]", ""));
    assertThat(run().requests()).isEqualTo(1);
    golden("g.json", copied(datatype.name(), "[0, 127]", "[0, 126]", ""));
    assertThat(failure()).hasMessageContaining("'Y'[1]: expected 126");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "7",
        "{}",
        "{\"request\": {}}",
        "{\"request\": {\"inputs\": []}}",
        "{\"request\": {\"inputs\": [{\"name\": \"X\"}]}}",
        "{\"request\": {\"inputs\": [{\"name\": \"X\", \"datatype\": \"FP31\", \"shape\": [1]}]}}",
        "{\"request\": {\"inputs\": []}, \"tolerence\": 1}",
        "{\"request\": {\"inputs\": []}, \"tolerance\": -1}",
        "{\"request\": {\"inputs\": []}, \"outputs\": 7}",
      })
  void whatIsNoGoldenRequestSaysWhatWasExpected(String text) throws Exception {
    golden("1/golden/bad.json", text);
    ModelLoadException failure = failure();
    assertThat(failure.fileAtFault()).isTrue();
    assertThat(failure.getMessage())
        .contains("1/golden/bad.json")
        .containsAnyOf("expected", "unknown", "refuses");
  }

  @Test
  void whatTheModelRefusesOrFailsOnIsAFault() throws Exception {
    golden("g.json", pairs("[1, 2, 3]", "[2, 4, 6, 8]", ""));
    assertThat(failure()).hasMessageContaining("the model refuses it").hasMessageContaining("X");

    golden("g.json", pairs("[1, 2, 3, " + FakeModel.POISON + "]", "[2, 4, 6, 8]", ""));
    ModelLoadException failure = failure();
    assertThat(failure.fileAtFault()).isTrue();
    assertThat(failure).hasMessageContaining("g.json: the model fails on it: poisoned");
  }

  @Test
  void aLackOfMemoryIsNotTheFilesFault() throws Exception {
    golden("g.json", pairs("[1, 2, 3, " + FakeModel.HUGE + "]", "[2, 4, 6, 8]", ""));
    assertThat(failure().fileAtFault()).isFalse();
  }

  @Test
  void anOutputThatTheModelHasNotIsNamed() throws Exception {
    golden(
        "g.json",
        pairs("[1, 2, 3, 4]", "[2, 4, 6, 8]", "").replace("\"name\": \"Y\"", "\"name\": \"Z\""));
    assertThat(failure()).hasMessageContaining("unknown output 'Z'").hasMessageContaining("[Y]");
  }

  private GoldenReport run() throws ModelLoadException {
    LoadedUnit loaded = new LoadedUnit(new UnitId("m", 1, "r", 0), configuration, model);
    return new GoldenCheck(allocator, now::incrementAndGet).run(loaded, files);
  }

  private ModelLoadException failure() {
    return Objects.requireNonNull(catchThrowableOfType(ModelLoadException.class, this::run));
  }

  private void golden(String name, String text) throws IOException {
    Path file = directory.resolve(name.replace('/', '-'));
    Files.writeString(file, text);
    files.put(name, file);
  }

  /** Two rows of two numbers each, and what is expected for them. */
  private static String pairs(String given, String expected, String tolerance) {
    return "{"
        + tolerance
        + "\"request\": {\"inputs\": [{\"name\": \"X\", \"datatype\": \"FP32\", \"shape\": [2, 2],"
        + " \"data\": "
        + given
        + "}]}, \"outputs\": [{\"name\": \"Y\", \"datatype\": \"FP32\", \"shape\": [2, 2],"
        + " \"data\": "
        + expected
        + "}]}";
  }

  private static String request(String given) {
    String pairs = pairs(given, "[]", "");
    return pairs.substring(0, pairs.indexOf(", \"outputs\"")) + "}";
  }

  /** A model that copies two elements of a datatype. */
  private void copying(Datatype datatype) {
    configuration =
        Configurations.unbatched(
            List.of(input("X", datatype, 2)), List.of(output("Y", datatype, 2)));
  }

  private static String copied(String datatype, String given, String expected, String tolerance) {
    return "{"
        + tolerance
        + "\"request\": {\"inputs\": [{\"name\": \"X\", \"datatype\": \""
        + datatype
        + "\", \"shape\": [2], \"data\": "
        + given
        + "}]}, \"outputs\": [{\"name\": \"Y\", \"data\": "
        + expected
        + "}]}";
  }
}
