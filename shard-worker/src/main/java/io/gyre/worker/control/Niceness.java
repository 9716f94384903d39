package io.gyre.worker.control;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has threads give way to others of the process. On Linux a thread has a niceness of its own, which
 * threads that it starts inherit, and which can't be taken back; elsewhere nothing is done.
 */
final class Niceness {
  private static final Logger LOG = LoggerFactory.getLogger(Niceness.class);

  private final int increment;
  private final Optional<MethodHandle> nice;

  /**
   * @param increment how much nicer a thread gets: beside a busy one, 5 leaves it a third as much
   *     time, and 10 a tenth
   */
  Niceness(int increment) {
    this.increment = increment;
    this.nice =
        System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")
            ? find()
            : Optional.empty();
  }

  private static Optional<MethodHandle> find() {
    Linker linker = Linker.nativeLinker();
    FunctionDescriptor type = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    return linker.defaultLookup().find("nice").map(at -> linker.downcallHandle(at, type));
  }

  /** The same work on a thread that gives way from then on. */
  Runnable giveWay(Runnable work) {
    return () -> {
      nice.ifPresent(this::giveWay);
      work.run();
    };
  }

  private void giveWay(MethodHandle function) {
    try {
      int _ = (int) function.invokeExact(increment);
    } catch (Throwable e) {
      LOG.warn("a thread that reads or loads keeps its priority", e);
    }
  }
}
