package io.gyre.loadtest.http;

import io.gyre.inference.tensor.TensorView;
import io.gyre.loadtest.address.Target;
import io.gyre.loadtest.client.CallOptions;
import io.gyre.loadtest.client.Client;
import io.gyre.loadtest.client.Completion;
import io.gyre.loadtest.client.MetadataCall;
import io.gyre.loadtest.client.ModelName;
import io.gyre.loadtest.client.OneCall;
import io.gyre.loadtest.client.Wire;
import io.gyre.loadtest.payload.Elements;
import io.gyre.loadtest.payload.Sample;
import io.gyre.loadtest.payload.Signature;
import io.gyre.loadtest.usage.UsageException;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The protocol over HTTP/1.1. */
public final class HttpWire implements Wire {
  private final Target target;
  private final Encoding encoding;
  private final InetSocketAddress address;

  /** How tensors travel. */
  public enum Encoding {
    /** As JSON numbers and texts, in requests and answers. */
    JSON,
    /** In binary behind the JSON, in requests and answers. */
    BINARY
  }

  /**
   * @throws UsageException where the target's host is unknown
   */
  public HttpWire(Target target, Encoding encoding) {
    this.target = target;
    this.encoding = encoding;
    this.address = target.resolve();
  }

  @Override
  public Signature signature(ModelName model) {
    byte[] head = firstLines("GET", path(model)).getBytes(StandardCharsets.US_ASCII);
    byte[] end = "\r\n".getBytes(StandardCharsets.US_ASCII);
    MetadataCall call = new MetadataCall(target, model);
    byte[] answer =
        call.body(OneCall.send(c -> new HttpClient(address, true, 1, 1, c), head, end), "HTTP 404");
    try {
      List<MetadataCall.Input> inputs = new ArrayList<>();
      for (JsonNode input : JsonMapper.shared().readTree(answer).path("inputs")) {
        List<Long> shape = new ArrayList<>();
        input.path("shape").forEach(dim -> shape.add(dim.asLong()));
        inputs.add(
            new MetadataCall.Input(
                input.path("name").asString(), input.path("datatype").asString(), shape));
      }
      return call.signature(inputs);
    } catch (JacksonException e) {
      throw call.unreadable(e.getOriginalMessage());
    }
  }

  @Override
  public byte[] head(ModelName model, CallOptions options) {
    String key = options.affinityKey();
    return firstLines("POST", path(model) + "/infer")
        .concat(key.isEmpty() ? "" : "affinity-key: " + key + "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public byte[] body(ModelName model, CallOptions options, Sample sample) {
    boolean binary = encoding == Encoding.BINARY;
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    try (JsonGenerator json = JsonMapper.shared().createGenerator(content)) {
      json.writeStartObject();
      writeParameters(json, options, binary);
      json.writeName("inputs").writeStartArray();
      sample.inputs().forEach(input -> write(json, input, binary));
      json.writeEndArray();
      writeOutputs(json, options.outputs());
      json.writeEndObject();
    }
    StringBuilder headers = new StringBuilder();
    headers.append("Content-Type: ");
    headers.append(binary ? "application/octet-stream" : "application/json").append("\r\n");
    if (binary) {
      headers.append("Inference-Header-Content-Length: ").append(content.size()).append("\r\n");
      sample.inputs().forEach(input -> append(content, input));
    }
    headers.append("Content-Length: ").append(content.size()).append("\r\n\r\n");
    ByteArrayOutputStream body = new ByteArrayOutputStream(headers.length() + content.size());
    body.writeBytes(headers.toString().getBytes(StandardCharsets.US_ASCII));
    body.writeBytes(content.toByteArray());
    return body.toByteArray();
  }

  @Override
  public List<TensorView> outputs(byte[] answer) {
    return HttpOutputs.read(answer);
  }

  @Override
  public Client open(boolean keepAnswers, int connections, int slots, Completion completion) {
    return new HttpClient(address, keepAnswers, connections, slots, completion);
  }

  private static void write(JsonGenerator json, TensorView input, boolean binary) {
    json.writeStartObject();
    json.writeStringProperty("name", input.name());
    json.writeStringProperty("datatype", input.datatype().name());
    long[] dims = input.shape().dims();
    json.writeName("shape").writeArray(dims, 0, dims.length);
    if (binary) {
      json.writeName("parameters").writeStartObject();
      json.writeNumberProperty("binary_data_size", input.data().readableBytes()).writeEndObject();
    } else {
      if (!Elements.fitJson(input.datatype())) {
        throw new UsageException(
            "the input '%s' is %s, which JSON can't carry; use --http-encoding binary"
                .formatted(input.name(), input.datatype()));
      }
      json.writeName("data").writeStartArray();
      Elements.writeJson(json, input.datatype(), input.data());
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void append(ByteArrayOutputStream body, TensorView input) {
    byte[] data = new byte[input.data().readableBytes()];
    input.data().getBytes(input.data().readerIndex(), data);
    body.writeBytes(data);
  }

  private static void writeParameters(JsonGenerator json, CallOptions options, boolean binary) {
    if (!binary && options.priority() == 0 && options.deadlineNanos() == 0) {
      return;
    }
    json.writeName("parameters").writeStartObject();
    if (binary) {
      json.writeBooleanProperty("binary_data_output", true);
    }
    if (options.priority() > 0) {
      json.writeNumberProperty("priority", options.priority());
    }
    if (options.deadlineNanos() > 0) {
      json.writeNumberProperty("timeout", options.deadlineMicros());
    }
    json.writeEndObject();
  }

  private static void writeOutputs(JsonGenerator json, List<String> names) {
    if (names.isEmpty()) {
      return;
    }
    json.writeName("outputs").writeStartArray();
    for (String name : names) {
      json.writeStartObject().writeStringProperty("name", name).writeEndObject();
    }
    json.writeEndArray();
  }

  private String firstLines(String method, String path) {
    return "%s %s HTTP/1.1\r\nHost: %s\r\n".formatted(method, path, target.authority());
  }

  private static String path(ModelName model) {
    // URLs of paths have %20 where forms have +.
    String name = URLEncoder.encode(model.name(), StandardCharsets.UTF_8).replace("+", "%20");
    String path = "/v2/models/" + name;
    return model.version().isEmpty() ? path : path + "/versions/" + model.version();
  }
}
