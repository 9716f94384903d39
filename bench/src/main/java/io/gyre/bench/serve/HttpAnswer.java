package io.gyre.bench.serve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One whole HTTP response, byte for byte.
 *
 * @param whole head and body
 * @param body the body alone
 */
record HttpAnswer(byte[] whole, byte[] body) {
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *(\\d+)");

  /**
   * Sends a request on a connection of its own and reads the answer, which must be 200 with a
   * length.
   */
  static HttpAnswer once(int port, byte[] request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.getOutputStream().write(request);
      InputStream in = socket.getInputStream();
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        int b = in.read();
        if (b < 0) {
          throw new IOException("the server closed the connection after: " + head);
        }
        head.write(b);
      }
      String text = head.toString(StandardCharsets.ISO_8859_1);
      Matcher length = LENGTH.matcher(text);
      if (!text.startsWith("HTTP/1.1 200") || !length.find()) {
        throw new IOException("expected 200 and a content-length, found " + text);
      }
      byte[] body = in.readNBytes(Integer.parseInt(length.group(1)));
      head.write(body);
      return new HttpAnswer(head.toByteArray(), body);
    }
  }
}
