package io.gyre.loader.onnxruntime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The native files of the ONNX Runtime artifact: in a folder that a distribution has, or unpacked
 * from the class path into one of their own.
 *
 * <p>The artifacts for processors and for CUDA have the same layout; the second has the files of
 * its providers beside the library, which looks for them in its own folder.
 */
final class NativeLibrary implements AutoCloseable {
  private static final String RESOURCES = "/ai/onnxruntime/native/";
  private static final List<String> CUDA_PROVIDER =
      List.of("onnxruntime_providers_shared", "onnxruntime_providers_cuda");

  private final String platform;
  private final Path folder;
  private final Path library;
  private final boolean unpacked;

  private NativeLibrary(String platform, Path folder, Path library, boolean unpacked) {
    this.platform = platform;
    this.folder = folder;
    this.library = library;
    this.unpacked = unpacked;
  }

  /**
   * The library in {@code folder}, where it stays.
   *
   * @throws IllegalStateException where it isn't there
   */
  static NativeLibrary in(Path folder) {
    Path library = folder.resolve(System.mapLibraryName("onnxruntime"));
    if (!Files.exists(library)) {
      throw new IllegalStateException("there is no ONNX Runtime at " + library);
    }
    return new NativeLibrary(thisPlatform(), folder, library, false);
  }

  /**
   * Unpacks the library for this platform.
   *
   * @throws IllegalStateException where the artifact has none for it
   */
  static NativeLibrary unpack() {
    String platform = thisPlatform();
    try {
      Path folder = Files.createTempDirectory("gyre-onnxruntime-");
      Path library = unpack(platform, "onnxruntime", folder);
      if (!Files.exists(library)) {
        Files.delete(folder);
        throw new IllegalStateException(
            "no ONNX Runtime for "
                + platform
                + " on the class path; expected the artifact com.microsoft.onnxruntime:onnxruntime,"
                + " which has linux-x64, linux-aarch64 and osx-aarch64");
      }
      return new NativeLibrary(platform, folder, library, true);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "ONNX Runtime's native library can't be unpacked into " + temporaryFolder(), e);
    }
  }

  private static String thisPlatform() {
    return platform(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  /** The artifact's name for a platform. */
  static String platform(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT);
    String arch = osArch.toLowerCase(Locale.ROOT);
    boolean mac = os.startsWith("mac");
    boolean arm = arch.equals("aarch64") || arch.equals("arm64");
    boolean x64 = arch.equals("amd64") || arch.equals("x86_64");
    if ((!mac && !os.startsWith("linux")) || (!arm && (!x64 || mac))) {
      throw new IllegalStateException(
          "ONNX models run on Linux (x86_64, aarch64) and macOS (aarch64), not on "
              + osName
              + " "
              + osArch);
    }
    return (mac ? "osx" : "linux") + (arm ? "-aarch64" : "-x64");
  }

  /** The library's file. */
  Path library() {
    return library;
  }

  /** Whether the artifact brings the CUDA execution provider. */
  boolean hasCuda() {
    return CUDA_PROVIDER.stream()
        .allMatch(name ->
            Files.exists(folder.resolve(System.mapLibraryName(name)))
                || NativeLibrary.class.getResource(resource(platform, name)) != null);
  }

  /**
   * Puts the CUDA execution provider's files, which are large, beside the library, unless they are
   * there.
   */
  synchronized void unpackCuda() throws IOException {
    for (String name : CUDA_PROVIDER) {
      unpack(platform, name, folder);
    }
  }

  /**
   * Deletes the unpacked library, which is loaded by now, and its folder where no provider is to
   * join it: a process that is killed leaves nothing behind.
   */
  synchronized void discardLoaded() throws IOException {
    if (unpacked) {
      Files.deleteIfExists(library);
      if (!hasCuda()) {
        Files.deleteIfExists(folder);
      }
    }
  }

  /** Deletes what is left of the unpacked files; what is loaded of them stays loaded. */
  @Override
  public synchronized void close() {
    if (!unpacked) {
      return;
    }
    try {
      for (String name : CUDA_PROVIDER) {
        Files.deleteIfExists(folder.resolve(System.mapLibraryName(name)));
      }
      Files.deleteIfExists(library);
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("can't delete " + folder, e);
    }
  }

  private static Path unpack(String platform, String name, Path folder) throws IOException {
    Path file = folder.resolve(System.mapLibraryName(name));
    try (InputStream bytes = NativeLibrary.class.getResourceAsStream(resource(platform, name))) {
      if (bytes != null && !Files.exists(file)) {
        Files.copy(bytes, file);
      }
    }
    return file;
  }

  private static String resource(String platform, String name) {
    return RESOURCES + platform + "/" + System.mapLibraryName(name);
  }

  private static String temporaryFolder() {
    return System.getProperty("java.io.tmpdir", "the temporary folder");
  }
}
