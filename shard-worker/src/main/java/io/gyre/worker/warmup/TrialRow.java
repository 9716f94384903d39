package io.gyre.worker.warmup;

import io.gyre.inference.tensor.Shape;
import io.gyre.loader.config.InputConfiguration;
import io.gyre.loader.config.ModelConfiguration;
import io.gyre.loader.config.WarmUpSample;
import io.gyre.loader.config.WarmUpSample.Data;
import io.gyre.loader.engine.ModelLoadException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The row that a model is tried with: its first warm-up sample's, or one of zeros, as far as that
 * can be made up.
 *
 * @param inputs a row of each input; empty where some input's sizes aren't known
 * @param notice why {@code model_warmup} is needed; empty where it isn't
 */
record TrialRow(List<RowData> inputs, Optional<String> notice) {
  private static final String ADVICE =
      "; add model_warmup to its configuration to have it warmed up and its batches measured";

  /** Random data is the same at each load, so that a failure is too. */
  private static final long SEED = 1;

  TrialRow {
    inputs = List.copyOf(inputs);
  }

  /**
   * The row for a model.
   *
   * @throws ModelLoadException where its sample can't be made
   */
  static TrialRow of(ModelConfiguration configuration) throws ModelLoadException {
    return configuration.warmUp().isEmpty()
        ? madeUp(configuration)
        : of(configuration, configuration.warmUp().getFirst());
  }

  /** The row of a sample. */
  static TrialRow of(ModelConfiguration configuration, WarmUpSample sample)
      throws ModelLoadException {
    List<RowData> row = new ArrayList<>();
    for (InputConfiguration input : configuration.runInputs()) {
      WarmUpSample.Input given = sample.inputs().get(input.tensor().name());
      if (given != null) {
        row.add(rowOf(input, given.dims(), given.data()));
      }
    }
    SequenceRow.of(configuration).stream()
        .filter(filled -> !sample.inputs().containsKey(filled.input().tensor().name()))
        .forEach(row::add);
    return new TrialRow(row, Optional.empty());
  }

  private static TrialRow madeUp(ModelConfiguration configuration) throws ModelLoadException {
    List<RowData> row = new ArrayList<>();
    Optional<String> notice = Optional.empty();
    for (InputConfiguration input : configuration.inputs()) {
      if (!input.optional()) {
        Shape shape = input.tensor().shape();
        Shape dims = configuration.batches() ? shape.withoutFirst() : shape;
        if (!dims.isFixed() || !RowData.isSmall(input.tensor(), dims)) {
          return new TrialRow(List.of(), Optional.of(unknown(input, "has dims " + dims)));
        }
        if (!input.tensor().datatype().isFixedSize()) {
          notice = Optional.of(unknown(input, "holds texts"));
        }
        row.add(rowOf(input, dims, new Data.Zeros()));
      }
    }
    row.addAll(SequenceRow.of(configuration));
    return new TrialRow(row, notice);
  }

  /** The notice for a model that fails on a row of zeros. */
  static String refused(String why) {
    return "its warm-up ended early, as it refuses zeros (" + why + ")" + ADVICE;
  }

  private static String unknown(InputConfiguration input, String what) {
    return "what a usual request is like can't be told, as input \""
        + input.tensor().name()
        + "\" "
        + what
        + ADVICE;
  }

  private static RowData rowOf(InputConfiguration input, Shape dims, Data data)
      throws ModelLoadException {
    try {
      return RowData.of(input, dims, data, new SplittableRandom(SEED));
    } catch (IOException | ArithmeticException | OutOfMemoryError e) {
      throw new ModelLoadException(
          true, "input \"" + input.tensor().name() + "\" of model_warmup can't be made: " + e);
    }
  }
}
