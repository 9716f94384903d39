package io.gyre.loader.config;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a model's sequences are served.
 *
 * @param maxActive sequences under way at one time; those beyond wait for one of them to end
 * @param maxQueueDelay how long a request may wait for those of other sequences to join its batch;
 *     zero never waits
 * @param preferredSizes sizes that are run at once, ascending
 * @param maxIdle how long a sequence may be without a request before it counts as ended
 * @param controls what the model is told of a request's place in its sequence
 * @param states what the model has kept for it from one request of a sequence to the next
 */
public record SequenceBatching(
    int maxActive,
    Duration maxQueueDelay,
    List<Integer> preferredSizes,
    Duration maxIdle,
    List<SequenceControl> controls,
    List<SequenceState> states) {
  public SequenceBatching {
    preferredSizes = List.copyOf(preferredSizes);
    controls = List.copyOf(controls);
    states = List.copyOf(states);
  }

  /** Inputs of the model that the server fills, and requests leave out: controls, then states. */
  public List<InputConfiguration> inputs() {
    return Stream.concat(
            controls.stream().map(SequenceControl::tensor),
            states.stream().map(SequenceState::input))
        .map(tensor -> new InputConfiguration(tensor, tensor.shape(), true))
        .toList();
  }
}
