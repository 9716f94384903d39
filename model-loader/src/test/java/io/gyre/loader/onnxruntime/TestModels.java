package io.gyre.loader.onnxruntime;

import io.gyre.loader.engine.EngineModel;
import io.gyre.loader.engine.EngineOptions;
import io.gyre.loader.engine.ModelLoadException;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** An engine over an allocator of its own, and the files of src/test/resources/models. */
final class TestModels implements AutoCloseable {
  static final EngineOptions ONE_THREAD =
      new EngineOptions(new EngineOptions.Device.Cpu(), 1, Map.of());

  /** No caches per thread, so that what is in use can be told at any time. */
  final PooledByteBufAllocator allocator =
      new PooledByteBufAllocator(true, 1, 1, 8192, 4, 0, 0, false);

  final OnnxRuntimeEngine engine = new OnnxRuntimeEngine(allocator);

  /** Buffers that were allocated and aren't released yet. */
  long blocksInUse() {
    return allocator.metric().directArenas().getFirst().numActiveAllocations();
  }

  EngineModel open(String name) throws ModelLoadException {
    return engine.open(file(name + ".onnx"), ONE_THREAD);
  }

  static Path file(String name) {
    var resource = TestModels.class.getResource("/models/" + name);
    if (resource == null) {
      throw new IllegalArgumentException("no resource models/" + name);
    }
    try {
      return Path.of(resource.toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** The numbers in a file of little-endian FP32. */
  static float[] floats(String name) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file(name)));
    float[] numbers = new float[bytes.remaining() / Float.BYTES];
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
    return numbers;
  }

  @Override
  public void close() {
    engine.close();
  }
}
