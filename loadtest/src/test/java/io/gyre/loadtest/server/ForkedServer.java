package io.gyre.loadtest.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A server in a process of its own, which can be killed as a crash would. */
public final class ForkedServer implements AutoCloseable {
  private static final int SERVED = 30;

  private final Process process;
  private final String url;

  /** Starts a server of {@code grpc} or {@code http}. */
  public ForkedServer(String scheme) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                ForkedServer.class.getName(),
                scheme)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said = process.inputReader().readLine();
    if (said == null) {
      throw new IOException("the server's process ended before it served");
    }
    url = said;
  }

  public String url() {
    return url;
  }

  /** Kills the server, without a word to its clients, once it has served for a while. */
  public void killAfterAWhile() {
    BufferedReader said = process.inputReader();
    Thread.ofVirtual()
        .start(() -> {
          try {
            said.readLine();
          } catch (IOException e) {
            // The test ended first.
          }
          process.destroyForcibly();
        });
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** The process: serves until its standard input ends, and says where, and when it has served. */
  public static void main(String[] arguments) throws IOException {
    AtomicInteger served = new AtomicInteger();
    Runnable serve =
        () -> {
          if (served.incrementAndGet() == SERVED) {
            System.out.println("served");
          }
        };
    if (arguments[0].equals("grpc")) {
      GrpcServer server =
          new GrpcServer((request, answer) -> {
            answer.good();
            serve.run();
          });
      System.out.println(server.url());
    } else {
      HttpServer server =
          new HttpServer((request, answer) -> {
            answer.good();
            serve.run();
          });
      System.out.println(server.url());
    }
    System.in.readAllBytes();
    System.exit(0);
  }
}
