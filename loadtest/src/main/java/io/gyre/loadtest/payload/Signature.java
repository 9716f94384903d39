package io.gyre.loadtest.payload;

import io.gyre.inference.tensor.TensorSpec;
import java.util.List;

/**
 * What a model takes, as its server says.
 *
 * @param inputs with {@link io.gyre.inference.tensor.Shape#VARIABLE} where requests choose
 */
public record Signature(List<TensorSpec> inputs) {
  public Signature {
    inputs = List.copyOf(inputs);
  }

  /** Names of the inputs. */
  public List<String> names() {
    return inputs.stream().map(TensorSpec::name).toList();
  }
}
