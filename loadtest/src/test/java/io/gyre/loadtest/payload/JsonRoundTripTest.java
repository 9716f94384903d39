package io.gyre.loadtest.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;
import io.gyre.inference.tensor.TensorView;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

class JsonRoundTripTest {
  @Test
  void whatIsWrittenAsJsonIsReadBackBitForBit() {
    Random random = new Random(17);
    for (int round = 0; round < 500; round++) {
      Datatype datatype = Datatype.values()[random.nextInt(Datatype.values().length)];
      if (!Elements.fitJson(datatype)) {
        continue;
      }
      Shape shape = Shape.of(random.nextInt(4), 1 + random.nextInt(3));
      Signature signature = new Signature(List.of(new TensorSpec("x", datatype, shape)));
      TensorView tensor =
          new RandomSamples(signature, Map.of(), OptionalInt.empty(), round)
              .next()
              .inputs()
              .getFirst();
      if (datatype.isFixedSize() && datatype != Datatype.BOOL) {
        scramble(tensor, random);
      }
      TensorView back = JsonTensors.read(JsonMapper.shared().readTree(json(tensor)));

      assertThat(back.shape()).isEqualTo(tensor.shape());
      assertThat(back.data()).as("%s %s", datatype, json(tensor)).isEqualTo(tensor.data());
    }
  }

  /** Any bits, but for the exponent of what is not finite. */
  private static void scramble(TensorView tensor, Random random) {
    boolean floating = tensor.datatype() == Datatype.FP32 || tensor.datatype() == Datatype.FP64;
    int size = tensor.datatype().byteSize();
    for (int i = 0; i < tensor.data().readableBytes(); i++) {
      boolean exponent = floating && i % size == size - 1;
      tensor.data().setByte(i, exponent ? 0x3e : random.nextInt(256));
    }
  }

  private static String json(TensorView tensor) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JsonMapper.shared().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringProperty("name", tensor.name());
      json.writeStringProperty("datatype", tensor.datatype().name());
      long[] dims = tensor.shape().dims();
      json.writeName("shape").writeArray(dims, 0, dims.length);
      json.writeName("data").writeStartArray();
      Elements.writeJson(json, tensor.datatype(), tensor.data());
      json.writeEndArray().writeEndObject();
    }
    return text.toString();
  }
}
