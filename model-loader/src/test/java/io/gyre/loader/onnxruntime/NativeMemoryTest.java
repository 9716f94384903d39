package io.gyre.loader.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.loader.engine.EngineModel;
import io.gyre.loader.engine.ModelLoadException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.junit.jupiter.api.Test;

/** Models that come and go leave nothing behind. */
final class NativeMemoryTest {
  /** For what the JVM itself takes from malloc meanwhile, such as its compilers. */
  private static final long SLACK_BYTES = 24L << 20;

  @Test
  void loadingAndClosingManyTimesLeavesNoNativeMemory() throws Exception {
    assumeTrue(canTellAllocated(), "skipped: needs mallinfo2 of glibc 2.33 or newer");
    try (TestModels models = new TestModels()) {
      loadAndClose(models, 50);
      long before = allocatedBytes();
      // Were each session leaked, with its first megabyte of working memory, this would be 200 MB.
      loadAndClose(models, 200);
      assertThat(allocatedBytes() - before).isLessThan(SLACK_BYTES);
    }
  }

  @Test
  void refusedFilesLeaveNoNativeMemory() throws Throwable {
    assumeTrue(canTellAllocated(), "skipped: needs mallinfo2 of glibc 2.33 or newer");
    try (TestModels models = new TestModels()) {
      refuse(models, 50);
      long before = allocatedBytes();
      refuse(models, 1000);
      assertThat(allocatedBytes() - before).isLessThan(SLACK_BYTES);
    }
  }

  @Test
  void environmentOutlivesTheEngineUntilItsLastModelCloses() throws Exception {
    TestModels models = new TestModels();
    EngineModel model = models.open("mlp");
    models.close();
    models.close();
    assertThat(Perceptron.matches(model)).isTrue();
    model.close();
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> models.open("mlp"))
        .withMessageContaining("engine is closed");
  }

  private static void loadAndClose(TestModels models, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      try (EngineModel model = models.open("mlp")) {
        assertThat(Perceptron.matches(model)).isTrue();
      }
    }
  }

  private static void refuse(TestModels models, int times) {
    for (int i = 0; i < times; i++) {
      String name = i % 2 == 0 ? "zipmap" : "custom_operator";
      assertThatExceptionOfType(ModelLoadException.class).isThrownBy(() -> models.open(name));
    }
  }

  private static boolean canTellAllocated() {
    return Linker.nativeLinker().defaultLookup().find("mallinfo2").isPresent();
  }

  /** Bytes that malloc has given out in this process: the Java heap is not among them. */
  private static long allocatedBytes() {
    MemoryLayout statistics = MemoryLayout.sequenceLayout(10, ValueLayout.JAVA_LONG);
    Linker linker = Linker.nativeLinker();
    MethodHandle mallinfo2 =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("mallinfo2"),
            FunctionDescriptor.of(MemoryLayout.structLayout(statistics)));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = (MemorySegment) mallinfo2.invoke(arena);
      long inMappedBlocks = result.getAtIndex(ValueLayout.JAVA_LONG, 4);
      long inArenas = result.getAtIndex(ValueLayout.JAVA_LONG, 7);
      return inMappedBlocks + inArenas;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
