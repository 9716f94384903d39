package io.gyre.loadtest.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.loadtest.usage.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceScheduleTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("trace.txt");
  }

  @Test
  void theFirstRequestLeavesAtOnceAndTheOthersAsFarBehindItAsRecorded() throws IOException {
    Files.writeString(file, "1700000000.5\n1700000000.5\n1700000001.75\n");
    TraceSchedule trace = TraceSchedule.read(file);
    List<Long> times = new ArrayList<>();
    trace.sendTimes().forEachRemaining((Long time) -> times.add(time));

    assertThat(times).containsExactly(0L, 0L, 1_250_000_000L);
    assertThat(trace.lastNanos()).isEqualTo(1_250_000_000L);
  }

  @Test
  void timesOutOfOrderAreNamed() throws IOException {
    Files.writeString(file, "1\n3\n2\n");

    assertThatThrownBy(() -> TraceSchedule.read(file))
        .isInstanceOf(UsageException.class)
        .hasMessage(file + ":3: times must not decrease, found 2 after 3");
  }

  @Test
  void whatIsNoNumberIsNamed() throws IOException {
    Files.writeString(file, "1\nsoon\n");
    assertThatThrownBy(() -> TraceSchedule.read(file))
        .hasMessage(file + ":2: expected a number of seconds, not below 0, found 'soon'");
    for (String bad : new String[] {"NaN", "Infinity", "-1", "-1e-9"}) {
      Files.writeString(file, bad + "\n");
      assertThatThrownBy(() -> TraceSchedule.read(file))
          .isInstanceOf(UsageException.class)
          .hasMessage(file + ":1: expected a number of seconds, not below 0, found '" + bad + "'");
    }
    Files.writeString(file, "");
    assertThatThrownBy(() -> TraceSchedule.read(file)).isInstanceOf(UsageException.class);
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThatThrownBy(() -> TraceSchedule.read(file)).isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> TraceSchedule.read(folder.resolve("none")))
        .isInstanceOf(UsageException.class);
  }
}
