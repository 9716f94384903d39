package io.gyre.router.balance;

import io.gyre.inference.request.ParameterValue;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.request.SequenceStep;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What keeps requests together at one replica: a key that the client gives, or their sequence. */
public final class AffinityKey {
  /** The request parameter, and the header of either door, that carries a client's key. */
  public static final String NAME = "affinity-key";

  private AffinityKey() {}

  /** The key of a request; null where any replica will do. */
  public static @Nullable String of(RequestHeader header) {
    if (header.parameters().isEmpty()) {
      return null;
    }
    return switch (header.parameters().get(NAME)) {
      case ParameterValue.Text(String text) when !text.isEmpty() -> text;
      case ParameterValue.Int64(long number) -> Long.toString(number);
      case ParameterValue.Uint64(long number) -> Long.toUnsignedString(number);
      case null, default -> sequence(header);
    };
  }

  /**
   * The header of a request whose call carries {@code key}, if it carries one; the parameter wins
   * where there are both.
   */
  public static RequestHeader with(RequestHeader header, @Nullable String key) {
    if (key == null || key.isEmpty() || header.parameters().containsKey(NAME)) {
      return header;
    }
    Map<String, ParameterValue> parameters = new HashMap<>(header.parameters());
    parameters.put(NAME, new ParameterValue.Text(key));
    return new RequestHeader(header.model(), header.version(), header.id(), parameters);
  }

  private static @Nullable String sequence(RequestHeader header) {
    SequenceStep step = SequenceStep.of(header);
    return step == null ? null : step.id().toString();
  }
}
