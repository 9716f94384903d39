package io.gyre.cluster.dns;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A name server on a port of this machine that answers with what a test gave it. */
final class FakeNameServer implements AutoCloseable {
  private static final int A = 1;
  private static final int AAAA = 28;
  private static final int SRV = 33;
  private static final int NO_SUCH_NAME = 3;
  private static final int SERVER_FAILURE = 2;

  private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  private final List<Entry> entries = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean failing;

  FakeNameServer() throws SocketException {
    thread = Thread.ofPlatform().daemon().name("fake-name-server").start(this::serve);
  }

  private record Entry(String name, int type, byte[] data) {}

  String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  void address(String name, String address) throws IOException {
    byte[] bytes = InetAddress.ofLiteral(address).getAddress();
    entries.add(new Entry(name, bytes.length == 4 ? A : AAAA, bytes));
  }

  void service(String name, int port, String target) throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(data);
    out.writeShort(0); // priority
    out.writeShort(0); // weight
    out.writeShort(port);
    out.write(labels(target));
    entries.add(new Entry(name, SRV, data.toByteArray()));
  }

  /** Answers every question with an error from now on. */
  void fail() {
    failing = true;
  }

  private void serve() {
    byte[] buffer = new byte[512];
    while (!socket.isClosed()) {
      try {
        DatagramPacket question = new DatagramPacket(buffer, buffer.length);
        socket.receive(question);
        byte[] answer = answer(ByteBuffer.wrap(buffer, 0, question.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
      } catch (IOException _) {
        // closed, or a datagram that is no question: the next one may be
      }
    }
  }

  private byte[] answer(ByteBuffer question) throws IOException {
    short id = question.getShort();
    question.position(12);
    StringBuilder name = new StringBuilder();
    for (int length = question.get(); length > 0; length = question.get()) {
      byte[] label = new byte[length];
      question.get(label);
      name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
    }
    int type = question.getShort();
    List<Entry> found =
        entries.stream()
            .filter(entry -> entry.name().contentEquals(name) && entry.type() == type)
            .toList();
    boolean known = entries.stream().anyMatch(entry -> entry.name().contentEquals(name));
    int code = failing ? SERVER_FAILURE : known ? 0 : NO_SUCH_NAME;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeShort(id);
    out.writeShort(0x8580 | code); // an answer, authoritative
    out.writeShort(1);
    out.writeShort(failing ? 0 : found.size());
    out.writeInt(0);
    out.write(labels(name.toString()));
    out.writeShort(type);
    out.writeShort(1);
    for (Entry entry : failing ? List.<Entry>of() : found) {
      out.write(labels(entry.name()));
      out.writeShort(entry.type());
      out.writeShort(1);
      out.writeInt(0); // not to be kept
      out.writeShort(entry.data().length);
      out.write(entry.data());
    }
    return bytes.toByteArray();
  }

  private static byte[] labels(String name) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String label : name.split("\\.", -1)) {
      out.write(label.length());
      out.write(label.getBytes(StandardCharsets.US_ASCII));
    }
    out.write(0);
    return out.toByteArray();
  }

  @Override
  public void close() throws InterruptedException {
    socket.close();
    thread.join();
  }
}
