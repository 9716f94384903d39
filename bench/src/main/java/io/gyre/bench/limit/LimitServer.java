package io.gyre.bench.limit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Entry point of a bare server's process: {@code grpc ANSWER_FILE} or {@code http ANSWER_FILE}. */
public final class LimitServer {
  private LimitServer() {}

  /** Starts the server, prints its ready line, and serves until the process ends. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length != 2) {
      throw new IllegalArgumentException("usage: LimitServer grpc|http ANSWER_FILE");
    }
    byte[] answer = Files.readAllBytes(Path.of(arguments[1]));
    int port =
        switch (arguments[0]) {
          case "grpc" -> BareGrpcServer.start(answer);
          case "http" -> BareHttpServer.start(answer);
          default -> throw new IllegalArgumentException("expected grpc or http: " + arguments[0]);
        };
    System.out.println("limit ready port=127.0.0.1:" + port);
    Thread.currentThread().join();
  }
}
