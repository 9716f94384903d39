package io.gyre.worker.golden;

import io.gyre.inference.request.RequestBody;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.config.InputConfiguration;
import io.gyre.loader.config.ModelConfiguration;
import io.gyre.loader.config.OutputConfiguration;
import io.gyre.loader.engine.ExecutionException;
import io.gyre.loader.engine.ModelLoadException;
import io.gyre.loader.engine.RunResult;
import io.gyre.loader.load.LoadOutcome.LoadedUnit;
import io.gyre.worker.sequence.FirstStep;
import io.gyre.worker.validation.RequestValidator;
import io.gyre.worker.validation.ValidRequest;
import io.gyre.worker.validation.Validation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the golden requests of a version on the loaded model, and compares. Requests go to the model
 * one by one, as rows of their own; those of a sequence as its first.
 */
public final class GoldenCheck {
  private static final long LARGEST_FILE = 64L << 20;

  private final ByteBufAllocator allocator;
  private final LongSupplier nanoTime;

  /**
   * @param allocator where inputs are laid
   * @param nanoTime the clock of {@link System#nanoTime()}
   */
  public GoldenCheck(ByteBufAllocator allocator, LongSupplier nanoTime) {
    this.allocator = allocator;
    this.nanoTime = nanoTime;
  }

  /**
   * Replays every request of these files on the calling thread.
   *
   * @param files the files by the name that messages have for them
   * @throws ModelLoadException where an answer isn't as expected, or a file is no golden request
   */
  public GoldenReport run(LoadedUnit loaded, SortedMap<String, Path> files)
      throws ModelLoadException {
    long start = nanoTime.getAsLong();
    int requests = 0;
    RequestValidator validator = new RequestValidator(loaded.configuration());
    for (var file : files.entrySet()) {
      for (Golden golden : GoldenFile.read(file.getKey(), bytes(file.getValue()))) {
        replay(loaded, validator, golden);
        requests++;
      }
    }
    return new GoldenReport(requests, nanoTime.getAsLong() - start);
  }

  private static byte[] bytes(Path file) throws ModelLoadException {
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw new ModelLoadException(
            true, file + ": expected golden requests of at most 64 MiB, found " + Files.size(file));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new ModelLoadException(false, file + " can't be read: " + e);
    }
  }

  private void replay(LoadedUnit loaded, RequestValidator validator, Golden golden)
      throws ModelLoadException {
    switch (validator.validate(new RequestBody.Tensors(golden.inputs(), List.of()))) {
      case Validation.Refused(var refusal) ->
          throw GoldenFile.fault(golden.place(), "the model refuses it: " + refusal.message());
      case ValidRequest valid -> {
        List<TensorView> inputs = new ArrayList<>();
        try {
          lay(loaded.configuration(), valid, golden, inputs);
          run(loaded, golden, inputs);
        } finally {
          inputs.forEach(input -> input.data().release());
        }
      }
    }
  }

  /** Adds the inputs as the model takes them, in direct memory that is the caller's to release. */
  private void lay(
      ModelConfiguration configuration, ValidRequest valid, Golden golden, List<TensorView> to)
      throws ModelLoadException {
    for (int i = 0; i < configuration.inputs().size(); i++) {
      @Nullable TensorView given = valid.inputs().get(i);
      if (given != null) {
        to.add(laid(configuration.inputs().get(i), given));
      }
    }
    if (configuration.sequenceBatching().isPresent()) {
      if (valid.rows() != 1) {
        throw GoldenFile.fault(
            golden.place(),
            "expected one row, as of any request of a sequence, found " + valid.rows());
      }
      List<InputConfiguration> filled = configuration.sequenceBatching().get().inputs();
      List<TensorView> first = FirstStep.inputs(configuration.sequenceBatching().get());
      for (int i = 0; i < filled.size(); i++) {
        to.add(laid(filled.get(i), first.get(i)));
      }
    }
  }

  private TensorView laid(InputConfiguration input, TensorView given) {
    ByteBuf data = given.data();
    ByteBuf direct = allocator.directBuffer(Math.max(data.readableBytes(), 1));
    direct.writeBytes(data, data.readerIndex(), data.readableBytes());
    return new TensorView(given.name(), given.datatype(), input.toModel(given.shape()), direct);
  }

  private static void run(LoadedUnit loaded, Golden golden, List<TensorView> inputs)
      throws ModelLoadException {
    List<OutputConfiguration> outputs = loaded.configuration().outputs();
    List<String> names = outputs.stream().map(output -> output.tensor().name()).toList();
    for (Expected expected : golden.outputs()) {
      if (!names.contains(expected.name())) {
        throw GoldenFile.fault(
            golden.place(),
            "unknown output '" + expected.name() + "'; the model's outputs are " + names);
      }
    }
    try (RunResult result = loaded.model().run(inputs, names)) {
      for (int i = 0; i < outputs.size(); i++) {
        TensorView raw = result.outputs().get(i);
        TensorView found =
            new TensorView(
                names.get(i), raw.datatype(), outputs.get(i).toResponse(raw.shape()), raw.data());
        Optional<String> difference = compare(golden, found);
        if (difference.isPresent()) {
          throw GoldenFile.fault(
              golden.place(),
              difference.get()
                  + "; correct the model, or the file where the new answer is the right one");
        }
      }
    } catch (ExecutionException e) {
      throw new ModelLoadException(
          !e.lacksMemory(),
          "golden request " + golden.place() + ": the model fails on it: " + e.getMessage());
    }
  }

  private static Optional<String> compare(Golden golden, TensorView found) {
    List<Expected> expected =
        golden.outputs().stream().filter(output -> output.name().equals(found.name())).toList();
    return expected.isEmpty()
        ? OutputComparison.notANumber(found)
        : expected.stream()
            .flatMap(output -> OutputComparison.difference(output, found).stream())
            .findFirst();
  }
}
