package io.gyre.loader.onnxruntime;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes ONNX Runtime's own log lines to the log, so that none go to standard output or error. */
final class RuntimeLog {
  private static final Logger LOG = LoggerFactory.getLogger(RuntimeLog.class);
  private static final int ERROR = 3;

  private RuntimeLog() {}

  /** A function pointer of the C type {@code OrtLoggingFunction}, valid until the arena closes. */
  static MemorySegment callback(Arena arena) {
    try {
      MethodType type =
          MethodType.methodType(
              void.class, long.class, int.class, long.class, long.class, long.class, long.class);
      return Linker.nativeLinker()
          .upcallStub(
              MethodHandles.lookup().findStatic(RuntimeLog.class, "log", type),
              FunctionDescriptor.ofVoid(
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG),
              arena);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** Errors come back as statuses too, except what went wrong around a provider's library. */
  @SuppressWarnings("unused") // Called from native code. An exception here would end the process.
  private static void log(
      long parameter, int severity, long category, long id, long location, long message) {
    try {
      if (severity >= ERROR) {
        LOG.warn("{}", Memory.getString(message));
      } else if (LOG.isDebugEnabled()) {
        LOG.debug("{}", Memory.getString(message));
      }
    } catch (RuntimeException | Error _) {
      // The line is lost; the model isn't.
    }
  }
}
