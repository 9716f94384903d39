package io.gyre.router.change;

import io.gyre.inference.response.Refusal;
import io.gyre.proto.inference.ModelRepositoryParameter;
import io.gyre.proto.inference.ModelRepositoryParameter.ParameterChoiceCase;
import io.gyre.proto.worker.ChangeRequest;
import io.gyre.router.directory.Answer;
import java.util.Map;

/** Reads the parameters of requests to load and to unload, in the protocol's words. */
public final class ChangeParameters {
  /** What the name of a file's contents begins with. */
  public static final String FILE = "file:";

  private static final String CONFIG = "config";
  private static final String FORCE = "force";
  private static final String DEPENDENTS = "unload_dependents";

  private ChangeParameters() {}

  /** A request to load {@code model}. */
  public static Answer<ChangeRequest> load(
      String model, String asker, Map<String, ModelRepositoryParameter> parameters) {
    ChangeRequest.Load.Builder load = ChangeRequest.Load.newBuilder();
    for (Map.Entry<String, ModelRepositoryParameter> parameter : parameters.entrySet()) {
      String name = parameter.getKey();
      ParameterChoiceCase type = parameter.getValue().getParameterChoiceCase();
      if (name.equals(CONFIG)) {
        if (type != ParameterChoiceCase.STRING_PARAM) {
          return wrongType("load", name, "string_param");
        }
        load.setConfig(parameter.getValue().getStringParam());
      } else if (name.equals(FORCE)) {
        if (type != ParameterChoiceCase.BOOL_PARAM) {
          return wrongType("load", name, "bool_param");
        }
        load.setForce(parameter.getValue().getBoolParam());
      } else if (name.startsWith(FILE)) {
        if (type != ParameterChoiceCase.BYTES_PARAM) {
          return wrongType("load", name, "bytes_param");
        }
        load.putFiles(name.substring(FILE.length()), parameter.getValue().getBytesParam());
      } else {
        return unknown("load", name, "config, file:VERSION/NAME and force");
      }
    }
    return new Answer.Found<>(
        ChangeRequest.newBuilder().setModel(model).setAsker(asker).setLoad(load).build());
  }

  /** A request to unload {@code model}. */
  public static Answer<ChangeRequest> unload(
      String model, String asker, Map<String, ModelRepositoryParameter> parameters) {
    ChangeRequest.Unload.Builder unload = ChangeRequest.Unload.newBuilder();
    for (Map.Entry<String, ModelRepositoryParameter> parameter : parameters.entrySet()) {
      if (!parameter.getKey().equals(DEPENDENTS)) {
        return unknown("unload", parameter.getKey(), DEPENDENTS);
      }
      if (parameter.getValue().getParameterChoiceCase() != ParameterChoiceCase.BOOL_PARAM) {
        return wrongType("unload", DEPENDENTS, "bool_param");
      }
      unload.setDependents(parameter.getValue().getBoolParam());
    }
    return new Answer.Found<>(
        ChangeRequest.newBuilder().setModel(model).setAsker(asker).setUnload(unload).build());
  }

  private static Answer<ChangeRequest> wrongType(String call, String name, String expected) {
    return new Answer.Refused<>(
        Refusal.invalid(
            "invalid value type for %s parameter '%s', expected %s."
                .formatted(call, name, expected)));
  }

  private static Answer<ChangeRequest> unknown(String call, String name, String known) {
    return new Answer.Refused<>(
        Refusal.invalid("unrecognized %s parameter '%s'. Known: %s.".formatted(call, name, known)));
  }
}
