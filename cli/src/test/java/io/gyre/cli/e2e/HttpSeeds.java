package io.gyre.cli.e2e;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Good requests over HTTP, from which bad ones are made. */
final class HttpSeeds {
  private static final String IRIS =
      """
      {"id": "a", "parameters": {"priority": 1}, "inputs": [{"name": "measurements", "datatype": "FP32", \
      "shape": [1, 4], "data": [[7.0, 3.2, 4.7, 1.4]]}], \
      "outputs": [{"name": "probabilities", "parameters": {"classification": 2}}]}\
      """;
  private static final String STRINGS =
      """
      {"inputs": [{"name": "INPUT0", "datatype": "BYTES", "shape": [1, 2], "data": ["a\\u00e9", "b"]}]}\
      """;
  private static final String BINARY =
      """
      {"inputs": [{"name": "measurements", "datatype": "FP32", "shape": [1, 4], \
      "parameters": {"binary_data_size": 16}}], \
      "outputs": [{"name": "probabilities", "parameters": {"binary_data": true}}]}\
      """;

  private HttpSeeds() {}

  /** Each a whole request, head and body. */
  static List<byte[]> all() {
    return Stream.concat(
            Stream.of(
                    "/v2",
                    "/v2/health/ready",
                    "/v2/models/iris",
                    "/v2/models/iris/versions/1/config",
                    "/v2/models/iris/stats",
                    "/v2/models/i%72is/ready",
                    "/status")
                .map(HttpSeeds::get),
            Stream.of(
                post("/v2/models/iris/infer", "", text(IRIS)),
                post("/v2/models/simple_identity/infer", "", text(STRINGS)),
                post("/v2/repository/index", "", text("{\"ready\": true}")),
                binary(),
                chunked()))
        .toList();
  }

  private static byte[] binary() {
    ByteBuffer rows = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    rows.putFloat(7f).putFloat(3.2f).putFloat(4.7f).putFloat(1.4f);
    byte[] json = text(BINARY);
    return post(
        "/v2/models/iris/infer",
        "Inference-Header-Content-Length: " + json.length + "\r\n",
        concat(json, rows.array()));
  }

  private static byte[] chunked() {
    byte[] body = text(IRIS);
    return concat(
        text(
            "POST /v2/models/iris/infer HTTP/1.1\r\nHost: t\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(body.length)
                + "\r\n"),
        concat(body, text("\r\n0\r\n\r\n")));
  }

  private static byte[] get(String path) {
    return text("GET " + path + " HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");
  }

  private static byte[] post(String path, String headers, byte[] body) {
    return concat(
        text(
            "POST %s HTTP/1.1\r\nHost: t\r\nConnection: close\r\n%sContent-Length: %d\r\n\r\n"
                .formatted(path, headers, body.length)),
        body);
  }

  private static byte[] concat(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
