package io.gyre.bench.serve;

import com.google.protobuf.ByteString;
import io.gyre.proto.inference.ModelInferRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A repository with one small network, 16-64-64-3, and the request that the front doors are
 * measured with.
 */
final class TinyModel implements AutoCloseable {
  private static final int INPUTS = 16;
  private static final List<String> FILES = List.of("tiny/config.pbtxt", "tiny/1/model.onnx");

  private final Path repository;

  private TinyModel(Path repository) {
    this.repository = repository;
  }

  static TinyModel unpack() throws IOException {
    Path repository = Files.createTempDirectory("gyre-bench");
    for (String file : FILES) {
      Path target = repository.resolve(file);
      Files.createDirectories(target.getParent());
      try (InputStream in = TinyModel.class.getResourceAsStream("/models/" + file)) {
        if (in == null) {
          throw new IOException("the resource models/" + file + " is missing");
        }
        Files.copy(in, target);
      }
    }
    return new TinyModel(repository);
  }

  Path repository() {
    return repository;
  }

  /** The request of one row as a ModelInferRequest with raw contents. */
  static byte[] grpcRequest() {
    ByteBuffer values = ByteBuffer.allocate(INPUTS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < INPUTS; i++) {
      values.putFloat(value(i));
    }
    return ModelInferRequest.newBuilder()
        .setModelName("tiny")
        .addInputs(
            ModelInferRequest.InferInputTensor.newBuilder()
                .setName("input")
                .setDatatype("FP32")
                .addShape(1)
                .addShape(INPUTS))
        .addRawInputContents(ByteString.copyFrom(values.flip()))
        .build()
        .toByteArray();
  }

  /** The same request as a whole HTTP message with JSON numbers. */
  static byte[] httpRequest() {
    StringBuilder data = new StringBuilder();
    for (int i = 0; i < INPUTS; i++) {
      data.append(i == 0 ? "" : ",").append(value(i));
    }
    String body =
        "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,%d],\"data\":[%s]}]}"
            .formatted(INPUTS, data);
    String head =
        """
        POST /v2/models/tiny/infer HTTP/1.1\r
        host: 127.0.0.1\r
        content-type: application/json\r
        content-length: %d\r
        \r
        """;
    return (head.formatted(body.length()) + body).getBytes(StandardCharsets.US_ASCII);
  }

  private static float value(int i) {
    return (i - 7) * 0.37f;
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(repository)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
