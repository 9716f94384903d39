package io.gyre.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PlacementCommandTest {
  @TempDir private Path directory;

  private final StringWriter err = new StringWriter();

  @Test
  void saysWhatMovesWithoutAWorker() throws Exception {
    String members = members();
    String models = file("models.yaml", "[{model: m, memory: 1GiB}, {model: n, memory: 1GiB}]");
    JsonNode all =
        JsonMapper.shared().readTree(run("--members", members, "--models", models, "--json"));
    assertThat(all.path("members").size()).isEqualTo(2);
    assertThat(all.path("moves").isEmpty()).isTrue();

    JsonNode one =
        JsonMapper.shared()
            .readTree(run("--members", members, "--models", models, "--json", "--without", "w1"));
    assertThat(one.path("members").size()).isEqualTo(1);
    assertThat(one.path("members").path(0).path("units").size()).isEqualTo(2);
    assertThat(one.path("moves").size())
        .isEqualTo(all.path("members").path(0).path("units").size());
  }

  @Test
  void readsTheModelsOfARepository() throws Exception {
    Path repository = directory.resolve("models");
    Files.createDirectories(repository.resolve("iris/1"));
    Files.write(repository.resolve("iris/1/model.onnx"), new byte[1 << 20]);
    assertThat(run(repository.toString(), "--members", members(), "--replicas", "2"))
        .containsSubsequence("w1", "1.3 MiB of 8.0 GiB", "iris", "w2", "iris");
  }

  @Test
  void anUnknownWorkerIsAnsweredWithThoseThereAre() throws Exception {
    String models = file("models.yaml", "[]");
    assertThat(run(1, "--members", members(), "--models", models, "--without", "w9")).isEmpty();
    assertThat(err.toString()).contains("--without w9", "w1, w2");
    assertThat(run(2, "--models", models)).isEmpty();
    assertThat(err.toString()).contains("--members=FILE");
  }

  @Test
  void refusesModelsFromTwoPlaces() throws Exception {
    String models = file("models.yaml", "[]");
    assertThat(run(1, "my-models", "--members", members(), "--models", models)).isEmpty();
    assertThat(err.toString()).contains("from my-models or from --models", "leave one of them out");
  }

  private String members() throws IOException {
    return file("members.yaml", "members: [{id: w1, memory: 8GiB}, {id: w2, memory: 8GiB}]");
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  private String run(String... arguments) {
    return run(0, arguments);
  }

  private String run(int expected, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      String[] all = new String[arguments.length + 1];
      all[0] = "placement";
      System.arraycopy(arguments, 0, all, 1, arguments.length);
      assertThat(Gyre.commandLine().setErr(new PrintWriter(err, true)).execute(all))
          .as(err.toString())
          .isEqualTo(expected);
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
