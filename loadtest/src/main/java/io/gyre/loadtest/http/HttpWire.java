package io.gyre.loadtest.http;

import io.gyre.inference.tensor.TensorView;
import io.gyre.loadtest.address.Target;
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
    byte[] request = head("GET", path(model), List.of(), 0);
    MetadataCall call = new MetadataCall(target, model);
    byte[] answer =
        call.body(OneCall.send(c -> new HttpClient(address, true, 1, 1, c), request), "HTTP 404");
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
  public byte[] inference(ModelName model, Sample sample) {
    boolean binary = encoding == Encoding.BINARY;
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (JsonGenerator json = JsonMapper.shared().createGenerator(body)) {
      json.writeStartObject();
      if (binary) {
        json.writeName("parameters").writeStartObject();
        json.writeBooleanProperty("binary_data_output", true).writeEndObject();
      }
      json.writeName("inputs").writeStartArray();
      sample.inputs().forEach(input -> write(json, input, binary));
      json.writeEndArray().writeEndObject();
    }
    List<String> headers = new ArrayList<>();
    headers.add("Content-Type: " + (binary ? "application/octet-stream" : "application/json"));
    if (binary) {
      headers.add("Inference-Header-Content-Length: " + body.size());
      sample.inputs().forEach(input -> append(body, input));
    }
    byte[] head = head("POST", path(model) + "/infer", headers, body.size());
    byte[] request = java.util.Arrays.copyOf(head, head.length + body.size());
    System.arraycopy(body.toByteArray(), 0, request, head.length, body.size());
    return request;
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

  private byte[] head(String method, String path, List<String> headers, int bodyLength) {
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(target.authority()).append("\r\n");
    headers.forEach(header -> head.append(header).append("\r\n"));
    if (bodyLength > 0) {
      head.append("Content-Length: ").append(bodyLength).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static String path(ModelName model) {
    // URLs of paths have %20 where forms have +.
    String name = URLEncoder.encode(model.name(), StandardCharsets.UTF_8).replace("+", "%20");
    String path = "/v2/models/" + name;
    return model.version().isEmpty() ? path : path + "/versions/" + model.version();
  }
}
