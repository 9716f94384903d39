package io.gyre.loader.onnxruntime;

import io.gyre.loader.engine.Engine;
import io.gyre.loader.engine.EngineModel;
import io.gyre.loader.engine.EngineOptions;
import io.gyre.loader.engine.EngineOptions.Device;
import io.gyre.loader.engine.ModelLoadException;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs ONNX files on ONNX Runtime. One engine serves a process; its native environment goes with
 * the engine and the last of its models.
 */
public final class OnnxRuntimeEngine implements Engine, AutoCloseable {
  private final Environment environment;
  private final RuntimeSettings settings;
  private final AtomicBoolean closed = new AtomicBoolean();

  private OnnxRuntimeEngine(NativeLibrary library, RuntimeSettings settings) {
    this.environment = Environment.open(library, settings.threads());
    this.settings = settings;
  }

  /**
   * Loads the native library in {@code folder}, which needs no unpacking.
   *
   * @throws IllegalStateException where the library isn't there or doesn't run; the message says
   *     why
   */
  public OnnxRuntimeEngine(Path folder, RuntimeSettings settings) {
    this(NativeLibrary.in(folder), settings);
  }

  /**
   * Unpacks and loads the native library on the class path.
   *
   * @throws IllegalStateException where the library doesn't run here; the message says why
   */
  public OnnxRuntimeEngine(RuntimeSettings settings) {
    this(NativeLibrary.unpack(), settings);
  }

  /** Unpacks and loads the native library on the class path, for models without shared limits. */
  public OnnxRuntimeEngine(ByteBufAllocator allocator) {
    this(RuntimeSettings.unlimited(allocator));
  }

  @Override
  public String name() {
    return "onnxruntime";
  }

  @Override
  public EngineModel open(Path file, EngineOptions options) throws ModelLoadException {
    if (closed.get()) {
      throw new IllegalStateException("the engine is closed");
    }
    SessionSettings session = SessionSettings.of(options, settings.threads());
    if (options.device() instanceof Device.Gpu) {
      prepareCuda();
    }
    try {
      return open(file, session);
    } catch (ModelLoadException e) {
      throw new ModelLoadException(e.fileAtFault(), file.getFileName() + ": " + e.getMessage());
    }
  }

  @Override
  public boolean startsThreads(EngineOptions options) {
    try {
      return SessionSettings.of(options, settings.threads()).startsThreads();
    } catch (ModelLoadException _) {
      return false; // it isn't opened at all
    }
  }

  private EngineModel open(Path file, SessionSettings session) throws ModelLoadException {
    long fileBytes = ModelFile.check(file);
    try (ModelSnapshot snapshot = ModelSnapshot.of(file)) {
      fileBytes += snapshot.weightBytes();
      return new OnnxModel(
          Session.open(environment, snapshot.file(), fileBytes, session), settings);
    } catch (OrtException e) {
      throw LoadFailure.of(e);
    } finally {
      environment.freed().giveBack(fileBytes);
    }
  }

  private void prepareCuda() throws ModelLoadException {
    if (!environment.library().hasCuda()) {
      throw new ModelLoadException(
          false,
          "the model is to run on a GPU, but this build of Gyre has ONNX Runtime for the CPU only,"
              + " without its CUDA provider; install the GPU build, or have the model run on the CPU"
              + " (instance_group kind KIND_CPU)");
    }
    try {
      environment.library().unpackCuda();
    } catch (IOException e) {
      throw new ModelLoadException(
          false, "ONNX Runtime's CUDA provider can't be unpacked: " + e + "; make room for it");
    }
  }

  /** Gives up the environment; models that are still open keep it until they close. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      environment.release();
    }
  }
}
