package io.gyre.inference.request;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request's place in a sequence.
 *
 * @param id the sequence
 * @param start whether the sequence begins with it
 * @param end whether the sequence ends with it
 */
public record SequenceStep(SequenceId id, boolean start, boolean end) {
  /** Parameter with the sequence's id. */
  public static final String ID = "sequence_id";

  /** Parameter that is true where the sequence begins. */
  public static final String START = "sequence_start";

  /** Parameter that is true where the sequence ends. */
  public static final String END = "sequence_end";

  /** What the request's parameters say; null where they name no sequence. */
  public static @Nullable SequenceStep of(RequestHeader header) {
    Map<String, ParameterValue> parameters = header.parameters();
    if (parameters.isEmpty()) {
      return null;
    }
    SequenceId id =
        switch (parameters.get(ID)) {
          case ParameterValue.Int64(long number) when number != 0 ->
              new SequenceId.Numbered(number);
          case ParameterValue.Uint64(long number) when number != 0 ->
              new SequenceId.Numbered(number);
          case ParameterValue.Text(String text) when !text.isEmpty() -> new SequenceId.Named(text);
          case null, default -> null;
        };
    return id == null ? null : new SequenceStep(id, flag(parameters, START), flag(parameters, END));
  }

  private static boolean flag(Map<String, ParameterValue> parameters, String name) {
    return parameters.get(name) instanceof ParameterValue.Bool(boolean set) && set;
  }
}
