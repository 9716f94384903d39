package io.gyre.router.json;

import io.gyre.inference.tensor.Datatype;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes random inference requests: most of them good, others with all kinds of mistakes. */
final class RandomRequests {
  private static final String[] PIECES = {
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "\"",
    "\\",
    "0",
    "1",
    "-",
    "+",
    ".",
    "e",
    " ",
    "\n",
    "\r\n",
    "\t",
    "\u0000",
    "é",
    "null",
    "true",
    "NaN",
    "\"data\":[",
    "[1,2]",
    "[]",
    "/**/",
    "1e999",
    "00",
    "\"x\""
  };

  private static final String[] WHITE = {" ", "\n", "\r\n", "\t", "  \n "};

  private final Random random;

  RandomRequests(Random random) {
    this.random = random;
  }

  byte[] next() {
    String document = document();
    for (int n = random.nextInt(5) - 2; n > 0; n--) {
      int from = random.nextInt(document.length());
      int to = Math.min(document.length(), from + random.nextInt(3));
      String piece = rarely(2) ? "" : one(PIECES);
      document = document.substring(0, from) + piece + document.substring(to);
      if (document.isEmpty()) {
        return new byte[] {'{'};
      }
    }
    byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
    if (rarely(20)) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private String document() {
    List<String> members = new ArrayList<>();
    members.add(member("inputs", list(random.nextInt(4), _ -> input())));
    if (rarely(4)) {
      members.add(member("id", text()));
    }
    if (rarely(6)) {
      members.add(member("parameters", "{" + member("p", text()) + "}"));
    }
    if (rarely(6)) {
      members.add(member("outputs", "[{" + member("name", text()) + "}]"));
    }
    if (rarely(6)) {
      members.add(member(rarely(2) ? "data" : "comment", list(2, _ -> "" + random.nextInt(10))));
    }
    return object(members);
  }

  private String input() {
    Datatype datatype = one(Datatype.values());
    int[] shape =
        random.ints(random.nextInt(4), 0, 4).map(dim -> rarely(5) ? dim : 1 + dim / 2).toArray();
    List<String> members = new ArrayList<>();
    members.add(member("name", text()));
    members.add(member("datatype", "\"" + (rarely(30) ? one(Datatype.values()) : datatype) + "\""));
    members.add(member("shape", list(shape.length, axis -> "" + shape[axis])));
    members.add(member("data", data(datatype, shape)));
    if (rarely(8)) {
      members.add(member("parameters", "{" + member("data", data(datatype, shape)) + "}"));
    }
    if (rarely(30)) {
      members.add(members.get(random.nextInt(members.size())));
    }
    if (rarely(30)) {
      members.remove(random.nextInt(members.size()));
    }
    return object(members);
  }

  private String data(Datatype datatype, int[] shape) {
    if (rarely(2)) {
      return nested(datatype, shape, 0);
    }
    int count = IntStream.of(shape).reduce(1, (a, b) -> a * b);
    return list(rarely(30) ? count + 1 : count, _ -> value(datatype));
  }

  private String nested(Datatype datatype, int[] shape, int axis) {
    if (axis >= shape.length) {
      return axis == 0 ? "[" + value(datatype) + "]" : value(datatype);
    }
    int size = rarely(60) ? shape[axis] + 1 : shape[axis];
    return list(size, _ -> nested(datatype, shape, axis + 1));
  }

  private String value(Datatype datatype) {
    if (rarely(60)) {
      return one(PIECES);
    }
    return switch (datatype) {
      case BOOL -> rarely(20) ? "1" : "" + random.nextBoolean();
      case BYTES -> text();
      case FP32, FP64, FP16, BF16 -> floating();
      default -> whole(datatype.byteSize() * 8, datatype.name().startsWith("U"));
    };
  }

  private String floating() {
    return switch (random.nextInt(8)) {
      case 0 -> "" + random.nextInt(100);
      case 1 -> "" + random.nextLong();
      case 2 -> "-0";
      case 3 -> random.nextInt(100) + "e" + (random.nextInt(60) - 20);
      case 4 -> "" + Float.intBitsToFloat(random.nextInt());
      case 5 -> "0." + "0".repeat(random.nextInt(200)) + random.nextLong(1L << 40);
      case 6 -> "" + random.nextGaussian();
      default -> "" + (float) random.nextGaussian();
    };
  }

  private String whole(int bits, boolean unsigned) {
    long value = random.nextLong() >> (rarely(6) ? random.nextInt(64) : 64 - bits);
    if (rarely(60)) {
      return value + ".0";
    }
    if (rarely(20)) {
      return "1844674407370955161" + random.nextInt(10);
    }
    return unsigned
        ? Long.toUnsignedString(rarely(60) || bits == 64 ? value : value & ((1L << bits) - 1))
        : "" + value;
  }

  private String text() {
    return switch (random.nextInt(8)) {
      case 0 -> "\"\\\"data\\\":[\"";
      case 1 -> "\"]é[\"";
      case 2 -> "\"\\u0064ata\"";
      default -> "\"" + (char) ('a' + random.nextInt(26)) + "\"";
    };
  }

  private String member(String name, String value) {
    String written =
        rarely(40) ? "\\u%04x%s".formatted((int) name.charAt(0), name.substring(1)) : name;
    return "\"" + written + "\"" + white() + ":" + white() + value;
  }

  private String object(List<String> members) {
    List<String> shuffled = new ArrayList<>(members);
    if (rarely(2)) {
      Collections.shuffle(shuffled, random);
    }
    return shuffled.stream()
        .map(member -> white() + member + white())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private String list(int size, IntFunction<String> element) {
    return IntStream.range(0, size)
        .mapToObj(i -> white() + element.apply(i) + white())
        .collect(Collectors.joining(",", "[" + white(), "]"));
  }

  private String white() {
    return rarely(6) ? one(WHITE) : "";
  }

  private boolean rarely(int times) {
    return random.nextInt(times) == 0;
  }

  private <T> T one(T[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
