package io.gyre.inference.request;

import java.util.Map;

/**
 * What routing needs to know of a request.
 *
 * @param model the model's name, as the client wrote it
 * @param version the version asked for
 * @param id the client's own name for the request; empty where it gave none
 * @param parameters the request's parameters
 */
public record RequestHeader(
    String model, VersionChoice version, String id, Map<String, ParameterValue> parameters) {
  public RequestHeader {
    parameters = Map.copyOf(parameters);
  }

  /** The header of what could not be read further than to its id. */
  public static RequestHeader unread(String id) {
    return new RequestHeader("", VersionChoice.ANY, id, Map.of());
  }
}
