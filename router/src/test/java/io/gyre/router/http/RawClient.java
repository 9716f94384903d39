package io.gyre.router.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends exactly the bytes it is given. */
final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;

  RawClient(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** A response as it came. */
  record Response(int status, Map<String, String> headers, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Says that nothing more will be sent. */
  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  Response get(String path) throws IOException {
    send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
    return read();
  }

  Response post(String path, String body, String... headers) throws IOException {
    return post(path, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  Response post(String path, byte[] body, String... headers) throws IOException {
    send(request("POST", path, body, headers));
    return read();
  }

  static byte[] request(String method, String path, byte[] body, String... headers) {
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: x\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
    request.writeBytes(body);
    return request.toByteArray();
  }

  Response read() throws IOException {
    return readAfter(line());
  }

  /** Reads a response to HEAD, which has no body whatever its headers say. */
  Response readHead() throws IOException {
    int status = Integer.parseInt(line().split(" ")[1]);
    return new Response(status, headers(), new byte[0]);
  }

  /** Whether the server has closed the connection. */
  boolean isClosed() throws IOException {
    return in.read() < 0;
  }

  private Response readAfter(String statusLine) throws IOException {
    int status = Integer.parseInt(statusLine.split(" ")[1]);
    Map<String, String> headers = headers();
    String length = headers.getOrDefault("content-length", "0");
    byte[] body = in.readNBytes(Integer.parseInt(length));
    return new Response(status, headers, body);
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return headers;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended after: " + line);
      }
      line.write(c);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
