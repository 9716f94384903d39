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
    Path file = Files.write(folder.resolve("cmdline"), new byte[3968]);

    assertThatThrownBy(() -> new CommandLine(file).check())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("3968 bytes", "3967", "--config FILE");
  }

  @Test
  void otherLengthsAndSystemsWithoutARecordAreFine() throws IOException {
    Path file = Files.write(folder.resolve("cmdline"), new byte[3967]);

    assertThatCode(() -> new CommandLine(file).check()).doesNotThrowAnyException();
    assertThatCode(() -> new CommandLine(folder.resolve("none")).check())
        .doesNotThrowAnyException();
    assertThatCode(CommandLine.OF_THIS_PROCESS::check).doesNotThrowAnyException();
  }
}
