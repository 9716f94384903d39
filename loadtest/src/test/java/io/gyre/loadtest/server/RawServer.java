package io.gyre.loadtest.server;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;

/** A server that treats each connection's bytes as a test says, against any protocol. */
public final class RawServer implements AutoCloseable {
  private static final int HEADERS = 1;
  private static final byte[] EMPTY_SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};

  private final ServerSocket listener;

  /** What becomes of a connection. */
  public interface Script {
    /** Reads and writes; the connection is closed afterwards. */
    void play(Socket socket) throws IOException;
  }

  /** A server on a free port of the loopback interface. */
  public RawServer(Script script) {
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(() -> accept(script));
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
  }

  /** Opens HTTP/2, and reads up to the headers of the first request. */
  public static void untilHttp2Request(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    in.readNBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length());
    write(socket, EMPTY_SETTINGS);
    int type;
    do {
      int lengthAndType = in.readInt();
      type = lengthAndType & 0xff;
      in.readNBytes(5 + (lengthAndType >>> 8));
    } while (type != HEADERS);
  }

  /** Reads up to the end of an HTTP/1.1 request that has no body. */
  public static void untilHttpRequest(Socket socket) throws IOException {
    int newlines = 0;
    for (int read = 0; newlines < 2 && read >= 0; ) {
      read = socket.getInputStream().read();
      newlines = read == '\n' ? newlines + 1 : read == '\r' ? newlines : 0;
    }
  }

  /** Writes bytes at once. */
  public static void write(Socket socket, byte... bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes);
    out.flush();
  }

  /** Has the connection end in a reset instead of a farewell. */
  public static void reset(Socket socket) throws IOException {
    socket.setOption(StandardSocketOptions.SO_LINGER, 0);
  }

  private void accept(Script script) {
    while (!listener.isClosed()) {
      try (Socket socket = listener.accept()) {
        script.play(socket);
      } catch (IOException e) {
        // The client hung up first, or the test is over.
      }
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
