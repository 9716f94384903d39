package io.gyre.inference.wire;

import io.gyre.inference.request.ParameterValue;
import io.gyre.inference.request.RequestedOutput;
import io.gyre.proto.inference.InferParameter;
import io.gyre.proto.inference.InferTensorContents;
import io.gyre.proto.inference.ModelInferRequest;
import io.gyre.proto.inference.ModelInferRequest.InferInputTensor;
import io.gyre.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a request comes to, worked out slowly from the message that protobuf's own parser gives. */
final class Expected {
  private Expected() {}

  /** The parameters; empty where one has no value. */
  static Optional<Map<String, ParameterValue>> parameters(Map<String, InferParameter> parameters) {
    Map<String, ParameterValue> values = new HashMap<>();
    for (var entry : parameters.entrySet()) {
      InferParameter value = entry.getValue();
      switch (value.getParameterChoiceCase()) {
        case BOOL_PARAM ->
            values.put(entry.getKey(), new ParameterValue.Bool(value.getBoolParam()));
        case INT64_PARAM ->
            values.put(entry.getKey(), new ParameterValue.Int64(value.getInt64Param()));
        case UINT64_PARAM ->
            values.put(entry.getKey(), new ParameterValue.Uint64(value.getUint64Param()));
        case DOUBLE_PARAM ->
            values.put(entry.getKey(), new ParameterValue.Fp64(value.getDoubleParam()));
        case STRING_PARAM ->
            values.put(entry.getKey(), new ParameterValue.Text(value.getStringParam()));
        case PARAMETERCHOICE_NOT_SET -> {
          return Optional.empty();
        }
      }
    }
    return Optional.of(values);
  }

  /** Each input's bytes; empty where the request has to be refused. */
  static Optional<List<byte[]>> inputs(ModelInferRequest request) {
    int raw = request.getRawInputContentsCount();
    if (raw > 0 && raw != request.getInputsCount()) {
      return Optional.empty();
    }
    List<byte[]> all = new ArrayList<>();
    for (int i = 0; i < request.getInputsCount(); i++) {
      InferInputTensor input = request.getInputs(i);
      boolean known = !input.getDatatype().equals("FP128");
      boolean shared = input.containsParameters("shared_memory_region");
      if (!known || shared || input.hasContents() == raw > 0) {
        return Optional.empty();
      }
      Optional<byte[]> bytes =
          raw > 0
              ? Optional.of(request.getRawInputContents(i).toByteArray())
              : contents(input.getDatatype(), input.getContents());
      if (bytes.isEmpty()) {
        return Optional.empty();
      }
      all.add(bytes.get());
    }
    return Optional.of(all);
  }

  /** The requested outputs; empty where the request has to be refused. */
  static Optional<List<RequestedOutput>> outputs(ModelInferRequest request) {
    List<RequestedOutput> all = new ArrayList<>();
    for (InferRequestedOutputTensor output : request.getOutputsList()) {
      InferParameter classes = output.getParametersMap().get("classification");
      if (output.containsParameters("shared_memory_region")
          || (classes != null && (!classes.hasInt64Param() || classes.getInt64Param() < 0))) {
        return Optional.empty();
      }
      long count = classes == null ? 0 : Math.min(Integer.MAX_VALUE, classes.getInt64Param());
      all.add(new RequestedOutput(output.getName(), (int) count));
    }
    return Optional.of(all);
  }

  private static Optional<byte[]> contents(String datatype, InferTensorContents contents) {
    if (contents.getAllFields().size() > 1) {
      return Optional.empty();
    }
    ByteBuffer out = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    boolean fits =
        switch (datatype) {
          case "BOOL" -> {
            contents.getBoolContentsList().forEach(v -> out.put((byte) (v ? 1 : 0)));
            yield contents.getBoolContentsCount() > 0;
          }
          case "INT8" -> {
            contents.getIntContentsList().forEach(v -> out.put(v.byteValue()));
            yield contents.getIntContentsList().stream().allMatch(v -> v == v.byteValue())
                && contents.getIntContentsCount() > 0;
          }
          case "INT16" -> {
            contents.getIntContentsList().forEach(v -> out.putShort(v.shortValue()));
            yield contents.getIntContentsList().stream().allMatch(v -> v == v.shortValue())
                && contents.getIntContentsCount() > 0;
          }
          case "INT32" -> {
            contents.getIntContentsList().forEach(out::putInt);
            yield contents.getIntContentsCount() > 0;
          }
          case "UINT8" -> {
            contents.getUintContentsList().forEach(v -> out.put(v.byteValue()));
            yield contents.getUintContentsList().stream().allMatch(v -> v >= 0 && v < 256)
                && contents.getUintContentsCount() > 0;
          }
          case "UINT16" -> {
            contents.getUintContentsList().forEach(v -> out.putShort(v.shortValue()));
            yield contents.getUintContentsList().stream().allMatch(v -> v >= 0 && v < 65_536)
                && contents.getUintContentsCount() > 0;
          }
          case "UINT32" -> {
            contents.getUintContentsList().forEach(out::putInt);
            yield contents.getUintContentsCount() > 0;
          }
          case "INT64" -> {
            contents.getInt64ContentsList().forEach(out::putLong);
            yield contents.getInt64ContentsCount() > 0;
          }
          case "UINT64" -> {
            contents.getUint64ContentsList().forEach(out::putLong);
            yield contents.getUint64ContentsCount() > 0;
          }
          case "FP32" -> {
            contents.getFp32ContentsList().forEach(out::putFloat);
            yield contents.getFp32ContentsCount() > 0;
          }
          case "FP64" -> {
            contents.getFp64ContentsList().forEach(out::putDouble);
            yield contents.getFp64ContentsCount() > 0;
          }
          case "BYTES" -> {
            contents.getBytesContentsList().forEach(v -> out.putInt(v.size()).put(v.toByteArray()));
            yield contents.getBytesContentsCount() > 0;
          }
          default -> false;
        };
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return fits || contents.getAllFields().isEmpty() ? Optional.of(bytes) : Optional.empty();
  }
}
