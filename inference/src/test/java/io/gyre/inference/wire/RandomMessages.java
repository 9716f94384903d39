package io.gyre.inference.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.gyre.proto.inference.InferParameter;
import io.gyre.proto.inference.InferTensorContents;
import io.gyre.proto.inference.ModelInferRequest;
import io.gyre.proto.inference.ModelInferRequest.InferInputTensor;
import io.gyre.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Requests and their bytes as any client might write them: fields repeated, in any order, unknown
 * ones between.
 */
final class RandomMessages {
  private static final List<String> TEXTS =
      List.of("", "iris", "größe", "模型", "a/b", "x y", "\uFFFD", "😀");
  private static final List<String> VERSIONS = List.of("", "1", "7", "x", "-1", "0", "1 ");
  private static final List<String> DATATYPES =
      List.of(
          "BOOL", "UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64", "FP16",
          "BF16", "FP32", "FP64", "BYTES", "FP128");

  private final Random random;

  RandomMessages(Random random) {
    this.random = random;
  }

  /** The bytes of several partial messages one after the other, which is a message again. */
  byte[] bytes() {
    boolean raw = random.nextBoolean();
    int inputs = random.nextInt(4);
    List<byte[]> chunks = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      chunks.add(ModelInferRequest.newBuilder().setModelName(text()).build().toByteArray());
      chunks.add(
          ModelInferRequest.newBuilder().setModelVersion(pick(VERSIONS)).build().toByteArray());
      chunks.add(ModelInferRequest.newBuilder().setId(text()).build().toByteArray());
      chunks.add(
          ModelInferRequest.newBuilder().putParameters(text(), parameter()).build().toByteArray());
      chunks.add(unknownFields());
    }
    for (int i = 0; i < inputs; i++) {
      chunks.add(ModelInferRequest.newBuilder().addInputs(input(raw)).build().toByteArray());
      if (raw) {
        chunks.add(
            ModelInferRequest.newBuilder().addRawInputContents(data()).build().toByteArray());
      }
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      chunks.add(ModelInferRequest.newBuilder().addOutputs(output()).build().toByteArray());
    }
    Collections.shuffle(chunks, random);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    chunks.forEach(whole::writeBytes);
    return whole.toByteArray();
  }

  /** {@code bytes} in one buffer or in several, with other bytes around that nobody may read. */
  ByteBuf buffer(byte[] bytes) {
    List<ByteBuf> parts = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      int length = random.nextInt(3) == 0 ? bytes.length - at : 1 + random.nextInt(9);
      int end = Math.min(bytes.length, at + length);
      parts.add(guarded(bytes, at, end));
      at = end;
    }
    return Unpooled.wrappedBuffer(Math.max(1, parts.size()), parts.toArray(new ByteBuf[0]));
  }

  private ByteBuf guarded(byte[] bytes, int from, int to) {
    ByteBuf wide =
        random.nextBoolean()
            ? Unpooled.buffer(to - from + 8)
            : Unpooled.wrappedBuffer(java.nio.ByteBuffer.allocateDirect(to - from + 8)).clear();
    wide.writeInt(-1).writeBytes(bytes, from, to - from).writeInt(-1);
    return wide.slice(4, to - from);
  }

  private byte[] unknownFields() {
    return UnknownFieldSet.newBuilder()
        .addField(
            100 + random.nextInt(1000),
            UnknownFieldSet.Field.newBuilder()
                .addVarint(random.nextLong())
                .addFixed32(random.nextInt())
                .addFixed64(random.nextLong())
                .addLengthDelimited(data())
                .build())
        // A known number with a type that is not the field's: unknown as well.
        .addField(1 + random.nextInt(7), UnknownFieldSet.Field.newBuilder().addFixed32(7).build())
        .build()
        .toByteArray();
  }

  private InferInputTensor input(boolean raw) {
    InferInputTensor.Builder input =
        InferInputTensor.newBuilder().setName(text()).setDatatype(pick(DATATYPES));
    for (int i = random.nextInt(4); i > 0; i--) {
      input.addShape(random.nextInt(5) - 1);
    }
    if (random.nextInt(4) == 0) {
      input.putParameters("hint", parameter());
    }
    if (random.nextInt(20) == 0) {
      input.putParameters("shared_memory_region", parameter());
    }
    if (raw ? random.nextInt(20) == 0 : random.nextInt(20) > 0) {
      input.setContents(contents(input.getDatatype()));
    }
    return input.build();
  }

  private InferTensorContents contents(String datatype) {
    InferTensorContents.Builder contents = InferTensorContents.newBuilder();
    String fitting = random.nextInt(10) == 0 ? pick(DATATYPES) : datatype;
    for (int i = random.nextInt(6); i > 0; i--) {
      switch (fitting) {
        case "BOOL" -> contents.addBoolContents(random.nextBoolean());
        case "INT8" -> contents.addIntContents(random.nextInt(262) - 131);
        case "INT16" -> contents.addIntContents(random.nextInt(65_600) - 32_800);
        case "INT32" -> contents.addIntContents(random.nextInt());
        case "INT64" -> contents.addInt64Contents(random.nextLong());
        case "UINT8" -> contents.addUintContents(random.nextInt(260));
        case "UINT16" -> contents.addUintContents(random.nextInt(65_600));
        case "UINT32" -> contents.addUintContents(random.nextInt());
        case "UINT64" -> contents.addUint64Contents(random.nextLong());
        case "FP64" -> contents.addFp64Contents(random.nextDouble());
        case "BYTES" -> contents.addBytesContents(data());
        default -> contents.addFp32Contents(random.nextFloat());
      }
    }
    if (random.nextInt(20) == 0) {
      contents.addFp32Contents(1);
    }
    return contents.build();
  }

  private InferRequestedOutputTensor output() {
    InferRequestedOutputTensor.Builder output =
        InferRequestedOutputTensor.newBuilder().setName(text());
    if (random.nextBoolean()) {
      output.putParameters(
          "classification",
          random.nextInt(5) == 0
              ? parameter()
              : InferParameter.newBuilder().setInt64Param(random.nextInt(4)).build());
    }
    return output.build();
  }

  private InferParameter parameter() {
    InferParameter.Builder parameter = InferParameter.newBuilder();
    return switch (random.nextInt(20)) {
      case 0 -> parameter.build();
      case 1, 2, 3 -> parameter.setBoolParam(random.nextBoolean()).build();
      case 4, 5, 6, 7 -> parameter.setInt64Param(random.nextLong()).build();
      case 8, 9, 10 -> parameter.setUint64Param(random.nextLong()).build();
      case 11, 12, 13 -> parameter.setDoubleParam(random.nextGaussian()).build();
      default -> parameter.setStringParam(text()).build();
    };
  }

  private ByteString data() {
    byte[] bytes = new byte[random.nextInt(40)];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  private String text() {
    return pick(TEXTS);
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
