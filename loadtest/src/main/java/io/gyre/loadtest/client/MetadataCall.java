package io.gyre.loadtest.client;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;
import io.gyre.loadtest.address.Target;
import io.gyre.loadtest.payload.Signature;
import io.gyre.loadtest.usage.UsageException;
import java.util.ArrayList;
import java.util.List;

/**
 * The question what a model takes, the same over each wire.
 *
 * @param target who is asked
 * @param model about which model
 */
public record MetadataCall(Target target, ModelName model) {
  /** An input as metadata describe it. */
  public record Input(String name, String datatype, List<Long> shape) {}

  /**
   * The body of the answer.
   *
   * @param unknownModel code with which this wire says that a model is unknown
   * @throws UsageException where there is no good answer
   */
  public byte[] body(OneCall.Result result, String unknownModel) {
    return switch (result) {
      case OneCall.Result.Answered(byte[] body) -> body;
      case OneCall.Result.Failed(Failure failure, String detail) ->
          throw problem(failure, detail, unknownModel);
    };
  }

  private UsageException problem(Failure failure, String detail, String unknownModel) {
    if (failure.kind() != Failure.Kind.REFUSED_BY_SERVER) {
      return new UsageException(
          "no Open Inference Protocol server answers at %s (%s); check that it runs, and the port"
              .formatted(target, failure));
    }
    if (failure.code().equals(unknownModel)) {
      return new UsageException("%s knows no model '%s'; check --model".formatted(target, model));
    }
    String said = detail.lines().findFirst().map(line -> ": " + line).orElse("");
    return new UndescribedModelException(
        "%s answers %s when asked what the model '%s' takes%s; --inputs FILE of JSON lines needs no such answer"
            .formatted(target, failure.code(), model, said));
  }

  /**
   * The signature that metadata describe.
   *
   * @throws UsageException where an input can't be made up
   */
  public Signature signature(List<Input> inputs) {
    if (inputs.isEmpty()) {
      throw new UsageException(
          "%s says that the model '%s' takes no inputs; nothing can be sent"
              .formatted(target, model));
    }
    List<TensorSpec> specs = new ArrayList<>();
    for (Input input : inputs) {
      Datatype datatype = Datatype.named(input.datatype());
      if (datatype == null) {
        throw new UsageException(
            "the input '%s' of the model '%s' has the datatype '%s', which can't be made up"
                .formatted(input.name(), model, input.datatype()));
      }
      specs.add(new TensorSpec(input.name(), datatype, Shape.of(input.shape())));
    }
    return new Signature(specs);
  }

  /** Metadata that are not what the protocol says. */
  public UsageException unreadable(String why) {
    return new UsageException(
        "the metadata of the model '%s' at %s can't be read: %s".formatted(model, target, why));
  }
}
