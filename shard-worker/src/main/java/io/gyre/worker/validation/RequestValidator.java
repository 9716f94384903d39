package io.gyre.worker.validation;

import io.gyre.inference.request.RequestBody;
import io.gyre.inference.request.RequestedOutput;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.config.InputConfiguration;
import io.gyre.loader.config.ModelConfiguration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The one place that checks requests against a unit's configuration. Safe for use by many threads.
 */
public final class RequestValidator {
  /**
   * Parameter of a configuration: "true" where the model is known to take tensors without elements.
   */
  public static final String EMPTY_TENSORS = "allow_empty_tensors";

  private final ModelConfiguration configuration;
  private final TensorCheck[] checks;
  private final Map<String, Integer> inputs = new HashMap<>();
  private final Map<String, Integer> outputs = new HashMap<>();
  private final List<TensorSpec> outputTensors;
  private final OutputChoice allOutputs;
  private final boolean requestsDiffer;

  public RequestValidator(ModelConfiguration configuration) {
    this.configuration = configuration;
    boolean batched = configuration.batches();
    boolean emptyAllowed = !batched && "true".equals(parameter(configuration, EMPTY_TENSORS));
    checks =
        configuration.inputs().stream()
            .map(input -> new TensorCheck(configuration.name(), input, batched, emptyAllowed))
            .toArray(TensorCheck[]::new);
    for (int i = 0; i < checks.length; i++) {
      inputs.put(checks[i].input().tensor().name(), i);
    }
    outputTensors = configuration.outputTensors();
    for (int i = 0; i < outputTensors.size(); i++) {
      outputs.put(outputTensors.get(i).name(), i);
    }
    allOutputs = OutputChoice.all(outputTensors.size());
    requestsDiffer = batched && configuration.inputs().stream().anyMatch(RequestValidator::varies);
  }

  private static String parameter(ModelConfiguration configuration, String name) {
    var parameter = configuration.shown().getParametersMap().get(name);
    return parameter == null ? "" : parameter.getStringValue();
  }

  private static boolean varies(InputConfiguration input) {
    return input.optional() || !input.tensor().shape().withoutFirst().isFixed();
  }

  /** The request as it is to run, or why it can't. */
  public Validation validate(RequestBody.Tensors request) {
    @Nullable TensorView[] ordered = new TensorView[checks.length];
    for (TensorView tensor : request.inputs()) {
      Refusal refusal = place(tensor, ordered);
      if (refusal != null) {
        return new Validation.Refused(refusal);
      }
    }
    Refusal incomplete = checkTogether(ordered);
    if (incomplete != null) {
      return new Validation.Refused(incomplete);
    }
    return switch (chooseOutputs(request.outputs())) {
      case ChosenOutputs(OutputChoice chosen) ->
          new ValidRequest(Arrays.asList(ordered), rows(ordered), chosen, key(ordered));
      case BadOutputs(Refusal refusal) -> new Validation.Refused(refusal);
    };
  }

  private @Nullable Refusal place(TensorView tensor, @Nullable TensorView[] ordered) {
    Integer index = inputs.get(tensor.name());
    if (index == null) {
      return refusal("unexpected input '" + tensor.name() + "'; its inputs are " + inputNames());
    }
    if (ordered[index] != null) {
      return refusal("input '" + tensor.name() + "' is given twice; give each input once");
    }
    ordered[index] = tensor;
    return checks[index].check(tensor);
  }

  private @Nullable Refusal checkTogether(@Nullable TensorView[] ordered) {
    TensorView first = null;
    for (int i = 0; i < ordered.length; i++) {
      TensorView tensor = ordered[i];
      if (tensor == null) {
        if (!checks[i].input().optional()) {
          return refusal(
              "input '"
                  + checks[i].input().tensor().name()
                  + "' is missing; its inputs are "
                  + inputNames());
        }
      } else if (first == null) {
        first = tensor;
      } else if (configuration.batches() && tensor.shape().dim(0) != first.shape().dim(0)) {
        return refusal(
            "inputs disagree on the batch: '"
                + first.name()
                + "' has shape "
                + first.shape()
                + ", '"
                + tensor.name()
                + "' has "
                + tensor.shape());
      }
    }
    return first == null ? refusal("a request needs at least one input") : checkBatch(first);
  }

  private @Nullable Refusal checkBatch(TensorView first) {
    int maximum = configuration.maxBatchSize();
    return configuration.batches() && first.shape().dim(0) > maximum
        ? refusal(
            "expected a batch of at most "
                + maximum
                + ", found "
                + first.shape().dim(0)
                + "; send the rows in several requests")
        : null;
  }

  private int rows(@Nullable TensorView[] ordered) {
    if (configuration.batches()) {
      for (TensorView tensor : ordered) {
        if (tensor != null) {
          return (int) tensor.shape().dim(0);
        }
      }
    }
    return 1;
  }

  private BatchKey key(@Nullable TensorView[] ordered) {
    if (!requestsDiffer) {
      return BatchKey.SAME;
    }
    @Nullable Shape[] rowShapes = new Shape[ordered.length];
    for (int i = 0; i < ordered.length; i++) {
      TensorView tensor = ordered[i];
      rowShapes[i] = tensor == null ? null : tensor.shape().withoutFirst();
    }
    return new BatchKey(Arrays.asList(rowShapes));
  }

  private Choosing chooseOutputs(List<RequestedOutput> requested) {
    if (requested.isEmpty()) {
      return new ChosenOutputs(allOutputs);
    }
    OutputChoice chosen = OutputChoice.none(outputTensors.size());
    for (RequestedOutput output : requested) {
      Integer index = outputs.get(output.name());
      if (index == null) {
        return new BadOutputs(
            refusal(
                "unexpected output '"
                    + output.name()
                    + "'; its outputs are "
                    + outputTensors.stream()
                        .map(tensor -> "'" + tensor.name() + "'")
                        .collect(Collectors.joining(", "))));
      }
      if (output.classification() < 0) {
        return new BadOutputs(
            refusal(
                "classification of output '"
                    + output.name()
                    + "' is "
                    + output.classification()
                    + "; ask for 1 class or more, or 0 for the tensor"));
      }
      if (output.classification() > 0 && outputTensors.get(index).datatype() == Datatype.BYTES) {
        return new BadOutputs(
            refusal(
                "output '"
                    + output.name()
                    + "' holds BYTES, which have no best classes; leave"
                    + " classification out"));
      }
      chosen = chosen.with(index, output.classification());
    }
    return new ChosenOutputs(chosen);
  }

  private String inputNames() {
    return configuration.inputs().stream()
        .map(input -> "'" + input.tensor().name() + "'" + (input.optional() ? " (optional)" : ""))
        .collect(Collectors.joining(", "));
  }

  private Refusal refusal(String problem) {
    return Refusal.invalid("model '" + configuration.name() + "': " + problem);
  }

  private sealed interface Choosing {}

  private record ChosenOutputs(OutputChoice choice) implements Choosing {}

  private record BadOutputs(Refusal refusal) implements Choosing {}
}
