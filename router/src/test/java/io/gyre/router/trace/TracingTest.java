package io.gyre.router.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.response.Refusal;
import io.gyre.router.directory.Answer;
import io.gyre.router.pipeline.TestRouter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracingTest {
  private static final String ALL = "";

  @TempDir private Path folder;

  @Test
  void takesNothingUntilItIsSwitchedOn() {
    try (Tracing tracing = new Tracing(file())) {
      assertThat(taken(tracing, "m", 2000)).isZero();
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void takesOneRequestInSoManyUpToTheCount() {
    try (Tracing tracing = new Tracing(file())) {
      change(tracing, ALL, Map.of("trace_level", "TIMESTAMPS", "trace_rate", "10"));
      assertThat(taken(tracing, "m", 100)).isEqualTo(10);

      change(tracing, ALL, Map.of("trace_count", "3"));
      assertThat(taken(tracing, "m", 20)).isEqualTo(2);
      assertThat(tracing.settings(ALL).count()).isEqualTo(1);
      assertThat(taken(tracing, "m", 100)).isEqualTo(1);
    }
  }

  @Test
  void followsAModelsOwnSettingsUntilTheyAreTakenBack() {
    try (Tracing tracing = new Tracing(file())) {
      change(tracing, "own", Map.of("trace_level", "TIMESTAMPS", "trace_rate", "1"));
      change(tracing, ALL, Map.of("trace_rate", "50"));
      assertThat(taken(tracing, "own", 7)).isEqualTo(7);
      assertThat(taken(tracing, "other", 200)).isZero();
      assertThat(tracing.settings("own").rate()).isEqualTo(1);

      tracing.change("own", Map.of("trace_level", List.of(), "trace_rate", List.of()));
      assertThat(taken(tracing, "own", 200)).isZero();
      assertThat(tracing.settings("own").rate()).isEqualTo(50);
    }
  }

  @Test
  void changesAllSettingsOrNone() {
    try (Tracing tracing = new Tracing(file())) {
      assertThat(refusal(tracing, Map.of("trace_rate", List.of("5"), "trace_count", List.of("x"))))
          .contains("trace_count");
      assertThat(tracing.settings(ALL).rate()).isEqualTo(1000);
      assertThat(refusal(tracing, Map.of("trace_rate", List.of("0")))).contains("from 1 up");
      assertThat(refusal(tracing, Map.of("trace_level", List.of("ALL")))).contains("TIMESTAMPS");
      assertThat(refusal(tracing, Map.of("trace_file", List.of("/etc/passwd"))))
          .contains("over the network");
      assertThat(refusal(tracing, Map.of("anything", List.of()))).contains("no trace setting");
    }
  }

  @Test
  void needsAFileToBeSwitchedOn() {
    try (Tracing tracing = new Tracing("")) {
      assertThat(refusal(tracing, Map.of("trace_level", List.of("TIMESTAMPS"))))
          .contains("--set trace.file");
    }
  }

  @Test
  void writesEachRequestsTimesAsOneJsonList() throws IOException {
    try (Tracing tracing = new Tracing(file())) {
      change(tracing, ALL, Map.of("trace_level", "TIMESTAMPS", "trace_rate", "1"));
      finish(tracing, "first");
      finish(tracing, "second");
    }
    assertThat(Files.readString(Path.of(file())))
        .isEqualTo("[\n" + written(1, "first") + ",\n" + written(2, "second") + "\n]\n");
  }

  private static String written(int id, String model) {
    String stamp = "{\"name\":\"%s\",\"ns\":%d}";
    return "{\"id\":%d,\"model_name\":\"%s\",\"model_version\":1,".formatted(id, model)
        + "\"request_id\":\"id-1\",\"outcome\":\"invalid_argument\",\"timestamps\":["
        + stamp.formatted("REQUEST_START", 0)
        + ","
        + stamp.formatted("ATTEMPT_START", 5)
        + ","
        + stamp.formatted("ATTEMPT_END", 8)
        + ","
        + stamp.formatted("REQUEST_END", 9)
        + "]}";
  }

  @Test
  void beginsANewFileAfterSoManyTraces() throws IOException {
    try (Tracing tracing = new Tracing(file())) {
      change(
          tracing,
          ALL,
          Map.of("trace_level", "TIMESTAMPS", "trace_rate", "1", "log_frequency", "2"));
      for (int i = 0; i < 5; i++) {
        finish(tracing, "m");
      }
    }
    assertThat(Files.readAllLines(Path.of(file() + ".0"))).hasSize(4);
    assertThat(Files.readAllLines(Path.of(file() + ".1"))).hasSize(4);
    assertThat(Files.readAllLines(Path.of(file() + ".2"))).hasSize(3);
  }

  private String file() {
    return folder.resolve("trace.json").toString();
  }

  private static void change(Tracing tracing, String model, Map<String, String> changes) {
    Map<String, List<String>> lists = new HashMap<>();
    changes.forEach((name, value) -> lists.put(name, List.of(value)));
    assertThat(tracing.change(model, lists)).isInstanceOf(Answer.Found.class);
  }

  private static String refusal(Tracing tracing, Map<String, List<String>> changes) {
    return ((Answer.Refused<?>) tracing.change(ALL, changes)).refusal().message();
  }

  private static long taken(Tracing tracing, String model, int requests) {
    long taken = 0;
    for (int i = 0; i < requests; i++) {
      taken += tracing.begin(request(model)) == null ? 0 : 1;
    }
    return taken;
  }

  private static void finish(Tracing tracing, String model) {
    Trace trace = Objects.requireNonNull(tracing.begin(request(model)));
    trace.sent(5);
    trace.answered(8);
    trace.ended(1, Refusal.invalid("no"), 9);
  }

  private static InferenceRequest request(String model) {
    return TestRouter.request(model, VersionChoice.ANY);
  }
}
