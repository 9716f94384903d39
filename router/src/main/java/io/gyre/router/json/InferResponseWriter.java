package io.gyre.router.json;

import static io.gyre.router.json.JsonText.ascii;

import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.ResponseBody;
import io.gyre.inference.tensor.RegionRange;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the JSON part of an inference response. Not for use by two threads at once. */
public final class InferResponseWriter {
  private static final byte[] ID = ascii("\"id\":");
  private static final byte[] MODEL_NAME = ascii("\"model_name\":");
  private static final byte[] MODEL_VERSION = ascii(",\"model_version\":\"");
  private static final byte[] OUTPUTS = ascii("\",\"outputs\":[");
  private static final byte[] NAME = ascii("{\"name\":");
  private static final byte[] DATATYPE = ascii(",\"datatype\":\"");
  private static final byte[] SHAPE = ascii("\",\"shape\":[");
  private static final byte[] BINARY_SIZE = ascii("],\"parameters\":{\"binary_data_size\":");
  private static final byte[] REGION = ascii("],\"parameters\":{\"shared_memory_region\":");
  private static final byte[] REGION_OFFSET = ascii(",\"shared_memory_offset\":");
  private static final byte[] REGION_BYTE_SIZE = ascii(",\"shared_memory_byte_size\":");
  private static final byte[] DATA = ascii("],\"data\":[");

  private final JsonText text = new JsonText();
  private final ValuesWriter values = new ValuesWriter(text);

  /**
   * Writes the response's names and shapes, and the data of those outputs that are wanted as JSON.
   *
   * @param body the response's outputs, and which of them are in shared memory
   * @param out where to append; after a refusal, what was appended is worthless
   * @return why JSON can't hold the outputs, or null where it does
   */
  public @Nullable Refusal write(
      InferenceResponse response, ResponseBody.Tensors body, OutputForm form, ByteBuf out) {
    List<TensorView> outputs = body.outputs();
    out.writeByte('{');
    if (!response.id().isEmpty()) {
      out.writeBytes(ID);
      JsonText.string(out, response.id());
      out.writeByte(',');
    }
    out.writeBytes(MODEL_NAME);
    JsonText.string(out, response.model());
    out.writeBytes(MODEL_VERSION);
    text.integer(out, response.version());
    out.writeBytes(OUTPUTS);
    for (int i = 0; i < outputs.size(); i++) {
      if (i > 0) {
        out.writeByte(',');
      }
      TensorView output = outputs.get(i);
      Refusal refusal =
          output(output, form.isBinary(output.name()), body.placed().get(output.name()), out);
      if (refusal != null) {
        return refusal;
      }
    }
    out.writeByte(']').writeByte('}');
    return null;
  }

  private @Nullable Refusal output(
      TensorView output, boolean binary, @Nullable RegionRange placed, ByteBuf out) {
    out.writeBytes(NAME);
    JsonText.string(out, output.name());
    out.writeBytes(DATATYPE);
    out.writeCharSequence(output.datatype().name(), java.nio.charset.StandardCharsets.US_ASCII);
    out.writeBytes(SHAPE);
    shape(output.shape(), out);
    if (placed != null) {
      range(placed, out);
      return null;
    }
    if (binary) {
      out.writeBytes(BINARY_SIZE);
      text.integer(out, output.data().readableBytes());
      out.writeByte('}').writeByte('}');
      return null;
    }
    out.writeBytes(DATA);
    Refusal refusal = values.write(output, out);
    out.writeByte(']').writeByte('}');
    return refusal;
  }

  private void range(RegionRange range, ByteBuf out) {
    out.writeBytes(REGION);
    JsonText.string(out, range.region());
    if (range.offset() > 0) {
      out.writeBytes(REGION_OFFSET);
      text.integer(out, range.offset());
    }
    out.writeBytes(REGION_BYTE_SIZE);
    text.integer(out, range.byteSize());
    out.writeByte('}').writeByte('}');
  }

  private void shape(Shape shape, ByteBuf out) {
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (axis > 0) {
        out.writeByte(',');
      }
      text.integer(out, shape.dim(axis));
    }
  }
}
