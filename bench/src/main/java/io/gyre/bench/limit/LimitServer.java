package io.gyre.bench.limit;

import io.gyre.bench.process.JavaCommand;
import io.gyre.bench.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Starts a bare server in a process of its own, and is that process's entry point. */
public final class LimitServer {
  private LimitServer() {}

  /** What a bare server speaks. */
  public enum Kind {
    /** grpc-java, messages as byte arrays. */
    GRPC,
    /** grpc-java, each message read and refused, with the answer as the reason's text. */
    GRPC_REFUSAL,
    /** Netty, each request gathered whole. */
    HTTP,
    /** Netty, requests read and dropped as they come. */
    HTTP_SINK
  }

  /** Starts a server that answers every request with {@code answer}. */
  public static ServerProcess start(Kind kind, byte[] answer) throws IOException {
    return start(kind, answer, List.of());
  }

  /** The same on a virtual machine with further options. */
  public static ServerProcess start(Kind kind, byte[] answer, List<String> javaOptions)
      throws IOException {
    Path file = Files.createTempFile("gyre-bench", ".bin");
    try {
      Files.write(file, answer);
      return ServerProcess.start(command(kind, file, javaOptions), Map.of());
    } finally {
      Files.delete(file);
    }
  }

  /** The command that starts a server of the bytes in {@code answer}. */
  public static List<String> command(Kind kind, Path answer, List<String> javaOptions) {
    return JavaCommand.of(javaOptions, LimitServer.class, List.of(kind.name(), answer.toString()));
  }

  /** Serves the bytes of a file until the process ends: {@code KIND ANSWER_FILE}. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    byte[] answer = Files.readAllBytes(Path.of(arguments[1]));
    String ready =
        switch (Kind.valueOf(arguments[0])) {
          case GRPC -> "grpc=127.0.0.1:" + BareGrpcServer.start(answer);
          case GRPC_REFUSAL -> "grpc=127.0.0.1:" + BareGrpcServer.startRefusing(answer);
          case HTTP -> "http=127.0.0.1:" + BareHttpServer.start(answer, true);
          case HTTP_SINK -> "http=127.0.0.1:" + BareHttpServer.start(answer, false);
        };
    System.out.println("limit ready " + ready);
    Thread.currentThread().join();
  }
}
