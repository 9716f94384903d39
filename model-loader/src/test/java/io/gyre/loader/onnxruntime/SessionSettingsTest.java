package io.gyre.loader.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gyre.loader.engine.EngineOptions;
import io.gyre.loader.engine.EngineOptions.Device;
import io.gyre.loader.engine.ModelLoadException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SessionSettingsTest {
  @Test
  void withoutParametersTheOptionsHold() throws Exception {
    Device cpu = new Device.Cpu();
    assertThat(SessionSettings.of(new EngineOptions(cpu, 3, Map.of()), 8))
        .isEqualTo(new SessionSettings(cpu, 3, false, 1, false, true, true, Optional.empty()));
  }

  @Test
  void parametersOverrideTheOptions() throws Exception {
    Device gpu = new Device.Gpu(1);
    Map<String, String> parameters =
        Map.of(
            "intra_op_thread_count", "5",
            "inter_op_thread_count", "2",
            "execution_mode", "1",
            "enable_mem_arena", "0",
            "enable_mem_pattern", "0",
            "memory.enable_memory_arena_shrinkage", "gpu:1",
            "one_for_somebody_else", "x");
    assertThat(SessionSettings.of(new EngineOptions(gpu, 3, parameters), 8))
        .isEqualTo(new SessionSettings(gpu, 5, false, 2, true, false, false, Optional.of("gpu:1")));
  }

  @Test
  void noThreadsMeansOnePerCore() throws Exception {
    Map<String, String> parameters = Map.of("intra_op_thread_count", "0");
    assertThat(SessionSettings.of(new EngineOptions(new Device.Cpu(), 3, parameters), 8))
        .extracting(SessionSettings::intraOpThreads)
        .isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource({"1, 1, false", "8, 8, true", "3, 8, false", "16, 8, false"})
  void sessionThatMayUseAllCoresSharesThem(int threads, int cores, boolean shares)
      throws Exception {
    EngineOptions options = new EngineOptions(new Device.Cpu(), threads, Map.of());
    assertThat(SessionSettings.of(options, cores).sharedPool()).isEqualTo(shares);
    assertThat(SessionSettings.of(options, cores).startsThreads())
        .isEqualTo(threads > 1 && !shares);
  }

  @Test
  void threadsForOperatorsThatRunOneAfterTheOtherAreAContradiction() {
    assertContradiction(Map.of("inter_op_thread_count", "2"), "execution_mode is 0");
  }

  @ParameterizedTest
  @CsvSource({
    "intra_op_thread_count, -1",
    "intra_op_thread_count, two",
    "inter_op_thread_count, 1.5",
    "execution_mode, 2",
    "execution_mode, parallel",
    "enable_mem_arena, true",
    "enable_mem_pattern, ''",
    "memory.enable_memory_arena_shrinkage, cpu",
    "memory.enable_memory_arena_shrinkage, cpu:0;tpu:0",
  })
  void valueThatIsNotAllowedIsNamed(String name, String value) {
    assertThatExceptionOfType(ModelLoadException.class)
        .isThrownBy(() ->
            SessionSettings.of(new EngineOptions(new Device.Cpu(), 1, Map.of(name, value)), 8))
        .withMessageContaining("parameter " + name + ": expected ")
        .withMessageContaining("found \"" + value + "\"")
        .matches(ModelLoadException::fileAtFault);
  }

  @Test
  void shrinkingAnArenaThatIsNotThereIsAContradiction() {
    assertContradiction(
        Map.of("memory.enable_memory_arena_shrinkage", "gpu:0"), "it runs on the cpu");
    assertContradiction(
        Map.of("memory.enable_memory_arena_shrinkage", "cpu:0", "enable_mem_arena", "0"),
        "enable_mem_arena is 0");
  }

  private static void assertContradiction(Map<String, String> parameters, String why) {
    assertThatExceptionOfType(ModelLoadException.class)
        .isThrownBy(() -> SessionSettings.of(new EngineOptions(new Device.Cpu(), 1, parameters), 8))
        .withMessageContaining(why);
  }
}
