package io.gyre.cli.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script, called as users call it. */
class LauncherIT {
  private static final Path LAUNCHER = Path.of(System.getProperty("gyre.launcher", ""));

  @TempDir Path directory;

  private final Map<String, String> variables = new HashMap<>();

  @BeforeEach
  void findThisJava() {
    variables.put("GYRE_JAVA_HOME", System.getProperty("java.home"));
  }

  @Test
  void runsFromAnyDirectoryThroughASymbolicLink() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("gyre link"), LAUNCHER);

    assertThat(run(link.toString(), "version")).contains("exit 0").contains("gyre 0");
  }

  @Test
  void runsThroughARelativeChainOfLinks() throws Exception {
    Files.createDirectory(directory.resolve("bin"));
    Files.createSymbolicLink(directory.resolve("first"), LAUNCHER);
    Files.createSymbolicLink(directory.resolve("bin/second"), Path.of("../first"));

    assertThat(run("bin/second", "version")).contains("exit 0");
  }

  @Test
  void keepsArgumentsWithSpacesWhole() throws Exception {
    assertThat(run(LAUNCHER.toString(), "serve", "--config", "no such file.yaml"))
        .contains("exit 2")
        .contains("no such file.yaml: can't read the configuration file");
  }

  @Test
  void passesTheUsersOptionsToTheVirtualMachine() throws Exception {
    variables.put("GYRE_JAVA_OPTIONS", "-Xmx64m -XX:+PrintCommandLineFlags");

    assertThat(run(LAUNCHER.toString(), "version")).contains("-XX:MaxHeapSize=67108864");
  }

  @Test
  void olderJavaIsRefusedWithTheFix() throws Exception {
    variables.put("GYRE_JAVA_HOME", javaOf(directory.resolve("jdk-17"), "17.0.9").toString());

    assertThat(run(LAUNCHER.toString(), "version"))
        .contains("exit 1")
        .contains("GYRE_JAVA_HOME", "no JDK 25 or newer", "unset it");
  }

  @Test
  void findsANewerJavaBesideAnOlderJavaHome() throws Exception {
    variables.remove("GYRE_JAVA_HOME");
    variables.put("JAVA_HOME", javaOf(directory.resolve("jdk-17"), "17.0.9").toString());
    Path jdks = Files.createDirectories(directory.resolve("home/.jdks"));
    Files.createSymbolicLink(jdks.resolve("jdk-25"), Path.of(System.getProperty("java.home")));
    variables.put("HOME", directory.resolve("home").toString());

    assertThat(run(LAUNCHER.toString(), "version")).contains("exit 0").contains("gyre 0");
  }

  @Test
  void stoppedWhileItPreparesItLeavesNothingBehind() throws Exception {
    Path own = Files.createDirectories(directory.resolve("gyre/bin")).resolve("gyre");
    Files.copy(LAUNCHER.toRealPath(), own, StandardCopyOption.COPY_ATTRIBUTES);
    Files.createDirectory(directory.resolve("gyre/lib"));
    Path started = directory.resolve("started");
    assertThat(new ProcessBuilder("mkfifo", started.toString()).start().waitFor()).isZero();
    variables.put(
        "GYRE_JAVA_HOME",
        javaOf(
                directory.resolve("jdk"),
                "25",
                """
                for option; do
                  case $option in -XX:AOTCacheOutput=*) : >"${option#*=}" ;; esac
                done
                echo $$ >%s
                exec sleep 600
                """
                    .formatted(started))
            .toString());
    Process launcher = start(own.toString(), "serve");
    ProcessHandle java =
        ProcessHandle.of(Long.parseLong(Files.readString(started).strip())).orElseThrow();

    launcher.destroy();

    assertThat(launcher.waitFor()).isEqualTo(143);
    assertThat(java.onExit()).succeedsWithin(Duration.ofSeconds(20));
    assertThat(directory.resolve("gyre/start-up")).isEmptyDirectory();
  }

  @Test
  void aDistributionWhoseFilesHaveOtherTimesGetsAStartUpCacheOfItsOwn() throws Exception {
    Path own = Files.createDirectories(directory.resolve("gyre/bin")).resolve("gyre");
    Files.copy(LAUNCHER.toRealPath(), own, StandardCopyOption.COPY_ATTRIBUTES);
    Path jar = Files.createDirectory(directory.resolve("gyre/lib")).resolve("one.jar");
    Files.writeString(jar, "no more than bytes");
    variables.put(
        "GYRE_JAVA_HOME",
        javaOf(
                directory.resolve("jdk"),
                "25",
                """
                for option; do
                  case $option in -XX:AOTCacheOutput=*) : >"${option#*=}" ;; esac
                done
                """)
            .toString());
    assertThat(run(own.toString(), "serve")).contains("preparing the start-up cache");
    assertThat(run(own.toString(), "serve")).doesNotContain("preparing");

    Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2020-02-02T02:02:02Z")));

    assertThat(run(own.toString(), "serve")).contains("preparing the start-up cache");
    assertThat(run(own.toString(), "serve")).doesNotContain("preparing");
  }

  /** A folder that looks like a Java of that version, as far as a launcher can look. */
  private static Path javaOf(Path home, String version) throws IOException {
    return javaOf(home, version, "exit 9\n");
  }

  private static Path javaOf(Path home, String version, String script) throws IOException {
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    Path java = Files.writeString(home.resolve("bin/java"), "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    return home;
  }

  /** Both streams, and how the command ended. */
  private String run(String... command) throws IOException, InterruptedException {
    Process process = start(command);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return output + "\nexit " + process.waitFor();
  }

  private Process start(String... command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(List.of(command)))
            .directory(directory.toFile())
            .redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("GYRE_"));
    builder.environment().putAll(variables);
    return builder.start();
  }
}
