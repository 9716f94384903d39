package io.gyre.loader.onnxruntime;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {
  @TempDir private Path folder;

  @Test
  void oneThatTheRuntimeWouldNotSurviveIsRefused() throws IOException {
    Path file = Files.write(folder.resolve("cmdline"), new byte[4097]);

    assertThatThrownBy(() -> new CommandLine(file).check())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("4097 bytes", "4096", "--config FILE");
  }

  @Test
  void otherLengthsAndSystemsWithoutARecordAreFine() throws IOException {
    Path file = Files.write(folder.resolve("cmdline"), new byte[4096]);

    assertThatCode(() -> new CommandLine(file).check()).doesNotThrowAnyException();
    assertThatCode(() -> new CommandLine(folder.resolve("none")).check())
        .doesNotThrowAnyException();
    assertThatCode(CommandLine.OF_THIS_PROCESS::check).doesNotThrowAnyException();
  }
}
