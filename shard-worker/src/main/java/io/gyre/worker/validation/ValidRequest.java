package io.gyre.worker.validation;

import io.gyre.inference.tensor.TensorView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that fits its unit.
 *
 * @param inputs its tensors in the configuration's order; null where an optional one was left out
 * @param rows rows of the batch that it brings; 1 where the unit doesn't batch
 * @param outputs what it wants back
 * @param key what it has in common with the requests that may run with it
 */
public record ValidRequest(
    List<@Nullable TensorView> inputs, int rows, OutputChoice outputs, BatchKey key)
    implements Validation {}
