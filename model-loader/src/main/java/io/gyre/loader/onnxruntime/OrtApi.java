package io.gyre.loader.onnxruntime;

import static io.gyre.loader.onnxruntime.NativeCall.call;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;

/** The function table of one loaded ONNX Runtime library. */
final class OrtApi {
  /** The oldest version of the table that has every {@link OrtFunction}; 1.24 brought it. */
  private static final int API_VERSION = 24;

  private final long[] addresses;
  private final String version;

  private OrtApi(long[] addresses, String version) {
    this.addresses = addresses;
    this.version = version;
  }

  /**
   * Loads a library and finds its table. The library stays in the process until that ends:
   * unloading code whose threads may still have destructors to run isn't safe.
   *
   * @throws IllegalStateException where the library can't be loaded, or is too old
   */
  static OrtApi load(Path library) {
    SymbolLookup symbols;
    try {
      symbols = SymbolLookup.libraryLookup(library, Arena.global());
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "ONNX Runtime's native library "
              + library
              + " can't be loaded; it needs a 64-bit Linux with glibc 2.28 or newer, or macOS on"
              + " Apple silicon, and a folder for temporary files from which code may run (set"
              + " java.io.tmpdir)",
          e);
    }
    MemorySegment getApiBase = symbols.findOrThrow("OrtGetApiBase");
    long base = call(getApiBase.address());
    String version = Memory.getString(call(Memory.getLong(base + Long.BYTES)));
    long table = call(Memory.getLong(base), API_VERSION);
    if (table == 0) {
      throw new IllegalStateException(
          "ONNX Runtime "
              + version
              + " was found on the class path; expected 1."
              + API_VERSION
              + " or newer");
    }
    OrtFunction[] functions = OrtFunction.values();
    long[] addresses = new long[functions.length];
    for (OrtFunction function : functions) {
      addresses[function.ordinal()] = Memory.getLong(table + (long) function.place() * Long.BYTES);
    }
    return new OrtApi(addresses, version);
  }

  /** The library's version: {@code 1.29.0}. */
  String version() {
    return version;
  }

  /** Address of a function. */
  long at(OrtFunction function) {
    return addresses[function.ordinal()];
  }

  /** Throws what a status says and releases it; 0 is success. */
  void check(long status) throws OrtException {
    if (status != 0) {
      throw failure(status);
    }
  }

  /** Releases an object by its release function, which takes 0 too. */
  void release(OrtFunction release, long object) {
    long _ = call(at(release), object);
  }

  private OrtException failure(long status) {
    int code = (int) call(at(OrtFunction.GET_ERROR_CODE), status);
    String message = Memory.getString(call(at(OrtFunction.GET_ERROR_MESSAGE), status));
    release(OrtFunction.RELEASE_STATUS, status);
    return new OrtException(code, message);
  }
}
