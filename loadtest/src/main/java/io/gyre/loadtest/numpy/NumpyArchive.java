package io.gyre.loadtest.numpy;

import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loadtest.usage.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** A file of arrays, as {@code numpy.savez} and {@code savez_compressed} write it. */
public final class NumpyArchive {
  private static final String SUFFIX = ".npy";
  private static final long LARGEST = 1L << 30;

  private NumpyArchive() {}

  /**
   * Reads every array.
   *
   * @throws UsageException where the file is none of these, or takes more than 1 GiB, or a quarter
   *     of the heap, when unpacked
   */
  public static List<TensorView> read(Path file) {
    List<TensorView> arrays = new ArrayList<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      long left = Math.min(LARGEST, Runtime.getRuntime().maxMemory() / 4);
      for (ZipEntry entry : Collections.list(zip.entries())) {
        byte[] content = content(zip, entry, file, left);
        left -= content.length;
        arrays.add(array(file, entry.getName(), content));
      }
    } catch (ZipException e) {
      throw new UsageException(
          "the inputs file %s is no whole NumPy archive (%s); write it with numpy.savez"
              .formatted(file, e.getMessage()));
    } catch (IOException e) {
      throw new UsageException("can't read the inputs file " + e.getMessage());
    }
    return arrays;
  }

  private static byte[] content(ZipFile zip, ZipEntry entry, Path file, long most)
      throws IOException {
    if (entry.getSize() > most) {
      throw new UsageException(
          "the arrays of %s take more than %d MiB; keep fewer rows, or raise the heap with -Xmx"
              .formatted(file, most >> 20));
    }
    try (InputStream in = zip.getInputStream(entry)) {
      // What the directory says of the size may be a lie.
      byte[] content = in.readNBytes((int) entry.getSize() + 1);
      if (content.length != entry.getSize()) {
        throw new ZipException(entry.getName() + " has not the size that the directory says");
      }
      return content;
    }
  }

  private static TensorView array(Path file, String entry, byte[] content) {
    String name =
        entry.endsWith(SUFFIX) ? entry.substring(0, entry.length() - SUFFIX.length()) : entry;
    try {
      ArrayHeader header = ArrayHeader.read(content);
      ElementType type = ElementType.of(header.dtype());
      check(header, type, content.length);
      return new TensorView(
          name, type.datatype(), header.shape(), type.elements(content, header.length()));
    } catch (IllegalArgumentException e) {
      throw new UsageException("%s: the array '%s' %s".formatted(file, name, e.getMessage()));
    }
  }

  private static void check(ArrayHeader header, ElementType type, int length) {
    Shape shape = header.shape();
    if (header.fortran() && shape.rank() > 1) {
      throw new IllegalArgumentException(
          "is in Fortran order; save numpy.ascontiguousarray(array) instead");
    }
    long expected;
    try {
      expected = Math.multiplyExact(shape.elementCount(), type.size());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("has a shape that is too large: " + shape, e);
    }
    if (expected != length - header.length()) {
      throw new IllegalArgumentException(
          "has %d bytes of data, but its shape %s needs %d"
              .formatted(length - header.length(), shape, expected));
    }
    if (type.size() == 0 && shape.elementCount() > 0) {
      throw new IllegalArgumentException("has elements of no size");
    }
  }
}
