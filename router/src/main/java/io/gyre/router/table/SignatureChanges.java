package io.gyre.router.table;

import static java.util.stream.Collectors.toMap;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.proto.inference.DataType;
import io.gyre.proto.inference.ModelConfig;
import io.gyre.proto.inference.ModelInput;
import io.gyre.proto.inference.ModelOutput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a version's signature breaks with that of the version before: requests that were
 * right aren't any more, or answers look different. What only allows or adds something is no break.
 */
public final class SignatureChanges {
  private final List<String> changes = new ArrayList<>();

  private SignatureChanges() {}

  /** Each break in words; empty where clients need not know. */
  public static List<String> between(ModelConfig before, ModelConfig after) {
    SignatureChanges found = new SignatureChanges();
    found.compareBatches(before.getMaxBatchSize(), after.getMaxBatchSize());
    found.compareInputs(inputs(before), inputs(after));
    found.compareOutputs(outputs(before), outputs(after));
    return List.copyOf(found.changes);
  }

  private record Tensor(DataType datatype, Shape dims, boolean optional) {
    @Override
    public String toString() {
      Datatype known = Datatype.of(datatype);
      return (known == null ? datatype : known) + " " + dims;
    }
  }

  private static Map<String, Tensor> inputs(ModelConfig config) {
    return config.getInputList().stream()
        .collect(
            toMap(
                ModelInput::getName,
                input ->
                    new Tensor(
                        input.getDataType(), Shape.of(input.getDimsList()), input.getOptional()),
                (first, _) -> first,
                LinkedHashMap::new));
  }

  private static Map<String, Tensor> outputs(ModelConfig config) {
    return config.getOutputList().stream()
        .collect(
            toMap(
                ModelOutput::getName,
                output -> new Tensor(output.getDataType(), Shape.of(output.getDimsList()), false),
                (first, _) -> first,
                LinkedHashMap::new));
  }

  private void compareBatches(int before, int after) {
    if (before == 0 != (after == 0)) {
      changes.add(
          after == 0
              ? "it takes no batches: shapes have no batch dimension any more"
              : "it takes batches: shapes have a batch dimension before all others");
    } else if (after < before) {
      changes.add("max_batch_size was " + before + " and is " + after);
    }
  }

  private void compareInputs(Map<String, Tensor> before, Map<String, Tensor> after) {
    before.forEach((name, tensor) -> {
      Tensor now = after.get(name);
      if (now == null) {
        changes.add("input '" + name + "' is gone");
      } else if (now.datatype() != tensor.datatype() || !takes(now.dims(), tensor.dims())) {
        changed("input", name, tensor, now);
      } else if (tensor.optional() && !now.optional()) {
        changes.add("input '" + name + "' is no longer optional");
      }
    });
    after.forEach((name, tensor) -> {
      if (!before.containsKey(name) && !tensor.optional()) {
        changes.add("input '" + name + "' (" + tensor + ") is new and required");
      }
    });
  }

  private void compareOutputs(Map<String, Tensor> before, Map<String, Tensor> after) {
    before.forEach((name, tensor) -> {
      @Nullable Tensor now = after.get(name);
      if (now == null) {
        changes.add("output '" + name + "' is gone");
      } else if (now.datatype() != tensor.datatype() || !takes(tensor.dims(), now.dims())) {
        changed("output", name, tensor, now);
      }
    });
  }

  private void changed(String kind, String name, Tensor before, Tensor now) {
    changes.add(kind + " '" + name + "' was " + before + " and is " + now);
  }

  /** Whether whatever has the narrower dims has the wider ones too. */
  private static boolean takes(Shape wider, Shape narrower) {
    return wider.accepts(narrower);
  }
}
