package io.gyre.router.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compressed bodies in both directions. */
class CompressionTest {
  private static final String INFER = "/v2/models/echo/infer";
  private static final byte[] FOUR = HttpFrontDoorTest.FOUR.getBytes(StandardCharsets.UTF_8);

  private TestDoor door;

  @BeforeEach
  void open() throws Exception {
    door = new TestDoor(HttpLimits.DEFAULT.withRequestBytes(100_000));
  }

  @AfterEach
  void close() {
    door.close();
  }

  @ParameterizedTest
  @CsvSource({"gzip", "deflate", "GZIP", "identity"})
  void takesCompressedRequests(String coding) throws Exception {
    try (RawClient client = door.connect()) {
      byte[] body = compressed(coding, FOUR);
      RawClient.Response response = client.post(INFER, body, "Content-Encoding: " + coding);
      assertThat(response.text()).contains("\"model_name\":\"echo\"");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip|gzip",
        "deflate|deflate",
        "br, deflate;q=0.5, gzip;q=0.8|gzip",
        "gzip;q=0.2 , deflate; q=0.7|deflate",
        "gzip, deflate|gzip",
        "gzip;q=0|identity",
        "gzip;q=x|identity",
        "*|identity",
        "br|identity",
        ",,;|identity"
      })
  void answersInTheCodingThatIsLikedBest(String accept, String coding) throws Exception {
    try (RawClient client = door.connect()) {
      RawClient.Response response = client.post(INFER, FOUR, "Accept-Encoding: " + accept);
      assertThat(response.headers().getOrDefault("content-encoding", "identity")).isEqualTo(coding);
      assertThat(decompressed(coding, response.body())).contains("\"model_name\":\"echo\"");
    }
  }

  @Test
  void compressesInferencesAloneAndNoErrors() throws Exception {
    try (RawClient client = door.connect()) {
      String accept = "Accept-Encoding: gzip";
      assertThat(client.post("/v2/models/nobody/infer", FOUR, accept).text())
          .contains("unknown model");
      assertThat(client.post("/v2/repository/index", "", accept).text()).contains("echo");
    }
  }

  @Test
  void countsTheJsonOfABinaryAnswerUncompressed() throws Exception {
    String json =
        "{\"parameters\":{\"binary_data_output\":true}," + HttpFrontDoorTest.FOUR.substring(1);
    try (RawClient client = door.connect()) {
      RawClient.Response response = client.post(INFER, json, "Accept-Encoding: deflate");
      int length = Integer.parseInt(response.headers().get("inference-header-content-length"));
      assertThat(decompressed("deflate", response.body()).substring(0, length)).endsWith("}]}");
    }
  }

  @Test
  void refusesBombsWhatIsCutShortAndUnknownCodings() throws Exception {
    try (RawClient client = door.connect()) {
      byte[] bomb = compressed("gzip", new byte[10_000_000]);
      RawClient.Response response = client.post(INFER, bomb, "Content-Encoding: gzip");
      assertThat(response.status()).isEqualTo(413);
      assertThat(response.text()).contains("after decompression", "100000");

      byte[] whole = compressed("gzip", FOUR);
      byte[] half = java.util.Arrays.copyOf(whole, whole.length / 2);
      assertThat(client.post(INFER, half, "Content-Encoding: gzip").status()).isEqualTo(400);
      assertThat(client.post(INFER, FOUR, "Content-Encoding: gzip").text()).contains("gzip");
      assertThat(client.post(INFER, FOUR, "Content-Encoding: deflate").status()).isEqualTo(400);
      assertThat(client.post(INFER, "", "Content-Encoding: gzip").status()).isEqualTo(400);
      assertThat(client.post(INFER, FOUR, "Content-Encoding: br").status()).isEqualTo(501);
      BadRequestsTest.assertNextWorks(client);
    }
  }

  private static byte[] compressed(String coding, byte[] body) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (coding) {
          case "gzip", "GZIP" -> new GZIPOutputStream(bytes);
          case "deflate" -> new DeflaterOutputStream(bytes);
          default -> bytes;
        }) {
      out.write(body);
    }
    return bytes.toByteArray();
  }

  private static String decompressed(String coding, byte[] body) throws Exception {
    InputStream bytes = new ByteArrayInputStream(body);
    try (InputStream in =
        switch (coding) {
          case "gzip" -> new GZIPInputStream(bytes);
          case "deflate" -> new InflaterInputStream(bytes);
          default -> bytes;
        }) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
