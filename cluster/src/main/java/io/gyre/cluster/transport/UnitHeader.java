package io.gyre.cluster.transport;

import io.grpc.Metadata;
import io.gyre.inference.unit.UnitId;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The header that says which unit an Infer call is for: {@code model/version/revision/partition},
 * model and revision percent-encoded. The message itself can then be the client's own bytes.
 */
public final class UnitHeader {
  private static final Metadata.Key<String> KEY =
      Metadata.Key.of("gyre-unit", Metadata.ASCII_STRING_MARSHALLER);
  private static final int PARTS = 4;

  private UnitHeader() {}

  /** Headers of a call for {@code unit}. */
  public static Metadata of(UnitId unit) {
    Metadata headers = new Metadata();
    headers.put(
        KEY,
        encode(unit.model())
            + "/"
            + unit.version()
            + "/"
            + encode(unit.revision())
            + "/"
            + unit.partition());
    return headers;
  }

  /** The unit that {@code headers} name, or null where they name none. */
  public static @Nullable UnitId read(Metadata headers) {
    String value = headers.get(KEY);
    String[] parts = value == null ? new String[0] : value.split("/", -1);
    if (parts.length != PARTS) {
      return null;
    }
    try {
      return new UnitId(
          decode(parts[0]), Long.parseLong(parts[1]), decode(parts[2]), Integer.parseInt(parts[3]));
    } catch (IllegalArgumentException _) {
      return null; // a number that is none, or a percent sign without its digits
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
