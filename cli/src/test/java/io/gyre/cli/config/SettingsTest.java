package io.gyre.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.cli.config.Assignment.Form;
import io.gyre.cluster.member.Member;
import io.gyre.loader.guided.ControlMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  @TempDir Path directory;

  @Test
  void everyKeyHasItsDefaultWhereNothingIsSet() throws Exception {
    Settings settings = Settings.of(List.of());

    assertThat(Keys.ALL).allSatisfy(key -> assertThat(settings.get(key)).isEqualTo(key.fallback()));
  }

  @Test
  void everyDefaultCanBeWrittenAndReadBack() {
    assertThat(Keys.ALL).allSatisfy(SettingsTest::readsItsOwnDefault);
  }

  private static <T> void readsItsOwnDefault(Key<T> key) {
    String written = key.type().writer().apply(key.fallback());
    assertThat(key.type().reader().apply(written)).contains(key.fallback());
  }

  @Test
  void theDocumentedFileSetsEveryKeyToItsDefault() throws Exception {
    List<Assignment> assignments = ConfigurationFile.read(file(Reference.yaml()));

    Settings settings = Settings.of(assignments);
    assertThat(Keys.ALL).allSatisfy(key -> assertThat(settings.get(key)).isEqualTo(key.fallback()));
    assertThat(Reference.yaml()).contains(Keys.ALL.stream().map(Key::variable).toList());
  }

  @Test
  void readsValuesOfEveryType() throws Exception {
    Settings settings =
        read(
            """
            host: 127.0.0.1
            http:
              port: 9000
            repository:
              path: /models
              control: explicit
              load: [digits, iris]
              poll-interval: 250ms
            limits:
              request-bytes: 16MiB
            workers:
              - w1=10.0.0.5:8001
              - w2=[::1]:8001
              - w3=h:1;zone=north;memory=8GiB;devices=cuda:0+cuda:1
            """);

    assertThat(settings.get(Keys.HTTP_PORT)).isEqualTo(9000);
    assertThat(settings.get(Keys.REPOSITORY_PATH)).contains(Path.of("/models"));
    assertThat(settings.get(Keys.REPOSITORY_CONTROL)).isEqualTo(ControlMode.EXPLICIT);
    assertThat(settings.get(Keys.REPOSITORY_LOAD)).containsExactly("digits", "iris");
    assertThat(settings.get(Keys.REPOSITORY_POLL_INTERVAL)).isEqualTo(Duration.ofMillis(250));
    assertThat(settings.get(Keys.REQUEST_BYTES)).isEqualTo(16L << 20);
    assertThat(settings.get(Keys.WORKERS))
        .containsExactly(
            new Member("w1", "10.0.0.5", 8001),
            new Member("w2", "::1", 8001),
            new Member("w3", "h", 1, "north", 8L << 30, Set.of("cuda:0", "cuda:1")));
    assertThat(Keys.WORKERS.type().writer().apply(settings.get(Keys.WORKERS)))
        .isEqualTo(
            "w1=10.0.0.5:8001,w2=[::1]:8001,w3=h:1;zone=north;memory=8GiB;devices=cuda:0+cuda:1");
  }

  @Test
  void laterAssignmentsWin() throws Exception {
    Settings settings =
        Settings.of(
            List.of(
                Assignment.of(Keys.HTTP_PORT, "1", "gyre.yaml:2"),
                Assignment.of(Keys.HTTP_PORT, "2", "GYRE_HTTP_PORT"),
                Assignment.of(Keys.HTTP_PORT, "3", "--http-port")));

    assertThat(settings.get(Keys.HTTP_PORT)).isEqualTo(3);
  }

  @Test
  void unknownKeyNamesItselfItsLineAndItsNearestNeighbour() {
    assertThatThrownBy(() -> read("host: 127.0.0.1\nlimits:\n  request-byte: 3\n"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("gyre.yaml:3: unknown key 'limits.request-byte'")
        .hasMessageContaining("did you mean 'limits.request-bytes'?");
  }

  @Test
  void flatSpellingFindsTheNestedKey() {
    assertThatThrownBy(() -> read("http-port: 8000\n"))
        .hasMessageContaining("did you mean 'http.port'?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http: {port: 65536} | http.port must be a port (0 to 65535), found '65536'",
        "http: {port: many} | http.port must be a port (0 to 65535), found 'many'",
        "http: {port: [1, 2]} | http.port must be a port (0 to 65535), found a list",
        "repository: {control: auto} | repository.control must be one of none, poll, explicit, found 'auto'",
        "limits: {request-bytes: 64MB} | limits.request-bytes must be a size such as",
        "drain: {deadline: 30} | drain.deadline must be a duration such as",
        "workers: [w1] | workers must be a list, each element id=host:port, such as w1=10.0.0.5:8001, found [w1]",
        "workers: ['w1=host:0'] | workers must be a list",
        "workers: ['w1=host:1;color=red'] | workers must be a list",
        "workers: ['w1=host:1;memory=much'] | workers must be a list",
        "http: 8000 | unknown key 'http'; did you mean 'http.port'?",
      })
  void wrongValueSaysWhatWasExpectedAndFound(String yaml, String message) {
    assertThatThrownBy(() -> read(yaml + "\n"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("gyre.yaml:1: ")
        .hasMessageContaining(message);
  }

  @Test
  void everyProblemIsReportedAtOnce() {
    assertThatThrownBy(() -> read("hosts: a\nhttp: {port: -1}\n"))
        .isInstanceOfSatisfying(
            ConfigurationException.class, e -> assertThat(e.problems()).hasSize(2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http: {port: 1 | gyre.yaml:",
        "[1, 2] | expected keys, found a list",
        "just text | expected keys, found a plain value",
        "workers: [{id: w1}] | a list's elements must be plain values, found nested keys",
      })
  void fileThatIsNoConfigurationSaysWhere(String yaml, String message) {
    assertThatThrownBy(() -> read(yaml + "\n"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(message);
  }

  @Test
  void keySetTwiceIsAProblem() {
    assertThatThrownBy(() -> read("http:\n  port: 1\nhttp:\n  port: 2\n"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("gyre.yaml:");
  }

  @Test
  void emptyFileSetsNothing() throws Exception {
    assertThat(ConfigurationFile.read(file(""))).isEmpty();
    assertThat(ConfigurationFile.read(file("# nothing\n"))).isEmpty();
    assertThat(ConfigurationFile.read(file("http:\n"))).isEmpty();
  }

  @Test
  void missingFileSaysSo() {
    assertThatThrownBy(() -> ConfigurationFile.read(directory.resolve("none.yaml")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("there is no such file");
  }

  @Test
  void variablesSetKeysAndStrangersAreNamed() {
    Environment environment =
        Environment.read(
            Map.of(
                "GYRE_HTTP_PORT", "9000",
                "GYRE_HTTP_PROT", "9000",
                "GYRE_GRPC_PORT", "tcp://10.0.0.1:8001",
                "GYRE_JAVA_HOME", "/jdk",
                "HOME", "/root"));

    assertThat(environment.assignments())
        .containsExactly(new Assignment("http.port", "9000", Form.SCALAR, "GYRE_HTTP_PORT"));
    assertThat(environment.warnings())
        .singleElement()
        .asString()
        .contains("GYRE_HTTP_PROT", "did you mean GYRE_HTTP_PORT?");
  }

  private Settings read(String yaml) throws Exception {
    return Settings.of(ConfigurationFile.read(file(yaml)));
  }

  private Path file(String yaml) throws Exception {
    return Files.writeString(directory.resolve("gyre.yaml"), yaml);
  }
}
