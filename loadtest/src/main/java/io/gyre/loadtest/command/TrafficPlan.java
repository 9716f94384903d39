package io.gyre.loadtest.command;

import io.gyre.loadtest.client.CallOptions;
import io.gyre.loadtest.client.ModelName;
import io.gyre.loadtest.client.UndescribedModelException;
import io.gyre.loadtest.client.Wire;
import io.gyre.loadtest.mix.AffinityKeys;
import io.gyre.loadtest.mix.Choice;
import io.gyre.loadtest.mix.Weighted;
import io.gyre.loadtest.payload.OutputComparison;
import io.gyre.loadtest.payload.Sample;
import io.gyre.loadtest.payload.Signature;
import io.gyre.loadtest.run.AnswerCheck;
import io.gyre.loadtest.run.Request;
import io.gyre.loadtest.run.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Writes every request of a load before it begins.
 *
 * @param wire writes them
 * @param models that they ask, by weight
 * @param batches their rows, by weight
 * @param calls what they tell the server beside inputs, by weight
 * @param keys their affinity keys
 * @param seed where randomness starts
 */
record TrafficPlan(
    Wire wire,
    List<Weighted<ModelName>> models,
    List<Weighted<OptionalInt>> batches,
    List<Weighted<CallOptions>> calls,
    AffinityKeys keys,
    long seed) {
  Traffic traffic(InputOptions inputs) {
    List<Signature> signatures =
        models.stream().map(model -> signature(model.value(), inputs)).toList();
    inputs.check(signatures);
    int kindCount = models.size() * batches.size() * calls.size();
    List<Traffic.Kind> kinds = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    for (int model = 0; model < models.size(); model++) {
      for (Weighted<OptionalInt> batch : batches) {
        List<Sample> samples =
            inputs.samples(signatures.get(model), batch.value(), kindCount, seed + model);
        for (Weighted<CallOptions> call : calls) {
          kinds.add(new Traffic.Kind(requests(model, call.value(), samples)));
          weights.add(models.get(model).weight() * batch.weight() * call.weight());
        }
      }
    }
    return new Traffic(
        models.stream().map(model -> model.value().toString()).toList(),
        kinds,
        Choice.of(weights.stream().mapToDouble(Double::doubleValue).toArray()),
        keys.choice(),
        seed);
  }

  private Signature signature(ModelName model, InputOptions inputs) {
    try {
      return wire.signature(model);
    } catch (UndescribedModelException e) {
      // What is to be sent as it is needs no description.
      return inputs.signature().orElseThrow(() -> e);
    }
  }

  private List<Request> requests(int model, CallOptions call, List<Sample> samples) {
    ModelName name = models.get(model).value();
    List<byte[]> heads =
        keys.names().stream().map(key -> wire.head(name, call.withAffinityKey(key))).toList();
    return samples.stream()
        .map(sample -> new Request(heads, wire.body(name, call, sample), check(sample), model))
        .toList();
  }

  private AnswerCheck check(Sample sample) {
    if (sample.expected().isEmpty()) {
      return AnswerCheck.NONE;
    }
    return answer -> {
      try {
        return OutputComparison.difference(sample.expected(), wire.outputs(answer));
      } catch (IllegalArgumentException e) {
        return e.getMessage();
      }
    };
  }
}
