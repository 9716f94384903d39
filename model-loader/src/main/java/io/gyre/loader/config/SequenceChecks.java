package io.gyre.loader.config;

import io.gyre.proto.inference.ModelConfig;
import io.gyre.proto.inference.ModelInput;
import io.gyre.proto.inference.ModelSequenceBatching;
import io.gyre.proto.inference.ModelSequenceBatching.Control;
import io.gyre.proto.inference.ModelSequenceBatching.ControlInput;
import io.gyre.proto.inference.ModelSequenceBatching.State;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the mistakes within {@code sequence_batching} that are mistakes whatever the model is. */
final class SequenceChecks {
  private final ModelConfig written;
  private final ModelSequenceBatching batching;
  private final Place place;
  private final List<Mistake> mistakes = new ArrayList<>();
  private final Set<String> inputs;
  private final Set<String> outputs = new HashSet<>();

  private SequenceChecks(ModelConfig written, Place root) {
    this.written = written;
    batching = written.getSequenceBatching();
    place = root.at("sequence_batching");
    inputs = written.getInputList().stream().map(ModelInput::getName).collect(Collectors.toSet());
  }

  static List<Mistake> of(ModelConfig written, Place root) {
    if (!written.hasSequenceBatching()) {
      return List.of();
    }
    SequenceChecks checks = new SequenceChecks(written, root);
    checks.strategy();
    checks.controls();
    for (int i = 0; i < checks.batching.getStateCount(); i++) {
      checks.state(checks.batching.getState(i), checks.place.at("state", i));
    }
    return checks.mistakes;
  }

  private void strategy() {
    if (batching.hasOldest()) {
      Place oldest = place.at("oldest");
      int candidates = batching.getOldest().getMaxCandidateSequences();
      if (candidates < 1) {
        mistakes.add(oldest.at("max_candidate_sequences").mistake("1 or more", candidates));
      }
      int max = written.getMaxBatchSize();
      for (int size : batching.getOldest().getPreferredBatchSizeList()) {
        if (size < 1 || size > Math.max(max, 1)) {
          String expected = "sizes from 1 to max_batch_size, which is " + max;
          mistakes.add(oldest.at("preferred_batch_size").mistake(expected, size));
        }
      }
    }
    float utilization = batching.getDirect().getMinimumSlotUtilization();
    if (!(utilization >= 0 && utilization <= 1)) {
      mistakes.add(
          place.at("direct").at("minimum_slot_utilization").mistake("0 to 1", utilization));
    }
  }

  private void controls() {
    Set<Control.Kind> kinds = EnumSet.noneOf(Control.Kind.class);
    for (int i = 0; i < batching.getControlInputCount(); i++) {
      ControlInput input = batching.getControlInput(i);
      Place at = place.at("control_input", i);
      name(input.getName(), inputs, at.at("name"), "input and other control inputs");
      if (input.getControlCount() != 1) {
        mistakes.add(at.at("control").mistake("one control", input.getControlCount()));
        continue;
      }
      Control control = input.getControl(0);
      Place controlPlace = at.at("control", 0);
      if (!kinds.add(control.getKind())) {
        mistakes.add(
            controlPlace.at("kind").mistake("each kind once", control.getKind() + " again"));
      }
      values(control, controlPlace);
    }
  }

  private void values(Control control, Place at) {
    int ints = control.getInt32FalseTrueCount();
    int floats = control.getFp32FalseTrueCount();
    int booleans = control.getBoolFalseTrueCount();
    if (control.getKind() == Control.Kind.CONTROL_SEQUENCE_CORRID) {
      if (ints + floats + booleans > 0) {
        mistakes.add(at.mistake("data_type alone for CONTROL_SEQUENCE_CORRID", "values too"));
      }
      return;
    }
    List<Integer> counts = List.of(ints, floats, booleans);
    boolean onePair = counts.stream().filter(count -> count > 0).toList().equals(List.of(2));
    if (!onePair) {
      mistakes.add(
          at.mistake(
              "two values, false's and true's, in one of int32_false_true, fp32_false_true and"
                  + " bool_false_true",
              ints + ", " + floats + " and " + booleans + " values"));
    }
  }

  private void state(State state, Place at) {
    name(
        state.getInputName(), inputs, at.at("input_name"), "input, control_input and other states");
    name(state.getOutputName(), outputs, at.at("output_name"), "other states");
    if (state.getDimsList().stream().anyMatch(dim -> dim < 1 && dim != -1)) {
      mistakes.add(
          at.at("dims").mistake("sizes from 1, or -1 for a variable one", state.getDimsList()));
    }
    if (state.getInitialStateCount() > 1) {
      mistakes.add(at.at("initial_state").mistake("one at most", state.getInitialStateCount()));
    }
    for (int i = 0; i < state.getInitialStateCount(); i++) {
      initial(state, state.getInitialState(i), at.at("initial_state", i));
    }
  }

  private void initial(State state, ModelSequenceBatching.InitialState initial, Place at) {
    if (initial.getDataType() != state.getDataType()) {
      mistakes.add(
          at.at("data_type").mistake(state.getDataType() + ", the state's", initial.getDataType()));
    }
    switch (initial.getStateDataCase()) {
      case ZERO_DATA -> {}
      case DATA_FILE -> {
        if (!ContainedPath.isContained(initial.getDataFile())) {
          mistakes.add(
              at.at("data_file")
                  .mistake(ContainedPath.EXPECTED, "\"" + initial.getDataFile() + "\""));
        }
      }
      case STATEDATA_NOT_SET -> mistakes.add(at.mistake("zero_data or data_file", "neither"));
    }
  }

  private void name(String name, Set<String> taken, Place at, String others) {
    if (name.isEmpty()) {
      mistakes.add(at.mistake("the name of a tensor of the model", "none"));
    } else if (!taken.add(name)) {
      mistakes.add(at.mistake("a tensor that isn't among " + others, "\"" + name + "\""));
    }
  }
}
