package io.gyre.loader.onnxruntime;

import io.gyre.loader.engine.ModelLoadException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks at a file before the runtime does, whose words for the commonest mistakes help nobody. */
final class ModelFile {
  private static final String LARGE_FILE_POINTER = "version https://git-lfs";

  private ModelFile() {}

  /**
   * Checks that there is a file to open.
   *
   * @return its size in bytes
   */
  static long check(Path file) throws ModelLoadException {
    if (Files.notExists(file)) {
      throw atFault("expected an ONNX model, found no file; put one there");
    }
    if (!Files.isRegularFile(file)) {
      throw atFault("expected an ONNX model, found a folder or a special file");
    }
    try (InputStream bytes = Files.newInputStream(file)) {
      String start =
          new String(bytes.readNBytes(LARGE_FILE_POINTER.length()), StandardCharsets.ISO_8859_1);
      if (start.isEmpty()) {
        throw atFault("expected an ONNX model, found an empty file; copy it again");
      }
      if (start.equals(LARGE_FILE_POINTER)) {
        throw atFault("expected an ONNX model, found Git LFS's pointer to one; run git lfs pull");
      }
      return Files.size(file);
    } catch (IOException e) {
      throw new ModelLoadException(
          false, "the file can't be read: " + e + "; check its permissions and its disk");
    }
  }

  private static ModelLoadException atFault(String what) {
    return new ModelLoadException(true, what);
  }
}
