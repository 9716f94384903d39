package io.gyre.router.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.tensor.TensorView;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whether lists are read past the parser or by it must make no difference. */
class SparedListsTest {
  private static final int DOCUMENTS = 8_000;

  @Test
  void lettingTheParserOffChangesNothing() {
    RandomRequests requests = new RandomRequests(new Random(21));
    int read = 0;
    int malformed = 0;
    for (int i = 0; i < DOCUMENTS; i++) {
      byte[] document = requests.next();
      String expected = read(document, false);
      String sparing = read(document, true);
      assertThat(readInFull(document)).as(() -> text(document)).isEqualTo(expected);
      if (sparing.startsWith("call")) {
        assertThat(sparing).as(() -> text(document)).isEqualTo(expected);
        read++;
      } else {
        malformed++;
      }
    }
    assertThat(read).isGreaterThan(DOCUMENTS / 10);
    assertThat(malformed).isGreaterThan(DOCUMENTS / 10);
  }

  @Test
  void saysWhereADocumentIsMalformedBehindASparedList() {
    byte[] document =
        "{\"inputs\":[{\"name\":\"I\",\"shape\":[2],\"datatype\":\"INT8\",\"data\":[1,\n\n2]},?]}"
            .getBytes(StandardCharsets.UTF_8);
    assertThat(readInFull(document)).contains("line 3, column 5").isEqualTo(read(document, false));
    // The parser alone wouldn't know: the list was indeed kept from it.
    assertThat(read(document, true)).contains("line 1,");
  }

  @Test
  void sparesListsThatComeBeforeTheirShape() {
    byte[] document =
        "{\"inputs\":[{\"data\" : [1,\n2],\"name\":\"I\",\"shape\":[2],\"datatype\":\"INT8\"},?]}"
            .getBytes(StandardCharsets.UTF_8);
    assertThat(readInFull(document)).contains("line 2,").isEqualTo(read(document, false));
    assertThat(read(document, true)).contains("line 1,");
  }

  private static String read(byte[] document, boolean sparing) {
    ByteBuf values = Unpooled.buffer();
    return told(InferRequestReader.read(body(document), Unpooled.EMPTY_BUFFER, values, sparing));
  }

  private static String readInFull(byte[] document) {
    ParsedCall parsed =
        InferRequestReader.read(
            body(document), Unpooled.EMPTY_BUFFER, UnpooledByteBufAllocator.DEFAULT);
    String told = told(parsed);
    if (parsed instanceof InferCall call) {
      call.values().release();
    }
    return told;
  }

  private static ByteBuf body(byte[] document) {
    // What lies before the document isn't its own.
    byte[] before = "\"data\":".getBytes(StandardCharsets.UTF_8);
    return Unpooled.wrappedBuffer(before, document).skipBytes(before.length);
  }

  private static String told(ParsedCall parsed) {
    return switch (parsed) {
      case InferCall call ->
          "call %s %s %s %s %s\n%s"
              .formatted(
                  call.id(),
                  call.parameters(),
                  call.outputs(),
                  call.form(),
                  call.placements(),
                  call.inputs().stream()
                      .map(SparedListsTest::told)
                      .collect(Collectors.joining("\n")));
      case ParsedCall.Malformed malformed -> malformed.refusal().toString();
    };
  }

  private static String told(TensorView input) {
    return "%s %s %s %s"
        .formatted(
            input.name(), input.datatype(), input.shape(), ByteBufUtil.hexDump(input.data()));
  }

  private static String text(byte[] document) {
    return new String(document, StandardCharsets.UTF_8);
  }
}
