package io.gyre.inference.wire;

import static io.gyre.inference.wire.WireReader.BYTES;

import io.gyre.inference.request.ParameterValue;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.response.Refusal;
import io.netty.buffer.ByteBuf;
import java.util.Map;

/**
 * Reads the top level of a ModelInferRequest, as every parser of the protocol would: the last value
 * of a field counts.
 */
public final class RequestScanner {
  private RequestScanner() {}

  /** Scans the readable bytes of {@code message}, all of them, without moving its indices. */
  public static ScannedRequest scan(ByteBuf message) {
    WireReader in = new WireReader(message);
    String model = "";
    String version = "";
    String id = "";
    Parameters parameters = new Parameters();
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case 1 << 3 | BYTES -> model = in.readString();
        case 2 << 3 | BYTES -> version = in.readString();
        case 3 << 3 | BYTES -> id = in.readString();
        case 4 << 3 | BYTES -> parameters.readEntry(in);
        default -> in.skip(tag);
      }
    }
    Map<String, ParameterValue> values = parameters.toMap(in);
    Refusal refusal = in.refusal() == null ? VersionText.check(version) : in.refusal();
    return refusal == null
        ? new ScannedRequest.Header(
            new RequestHeader(model, VersionText.parse(version), id, values))
        : new ScannedRequest.Refused(id, refusal);
  }
}
