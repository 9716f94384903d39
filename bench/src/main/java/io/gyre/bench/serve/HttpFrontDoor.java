package io.gyre.bench.serve;

import io.gyre.bench.experiment.Contender;
import io.gyre.bench.experiment.Duel;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.limit.LimitServer;
import io.gyre.bench.load.HttpLoop;
import io.gyre.bench.process.JavaCommand;
import io.gyre.bench.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Rate of HTTP JSON requests over that of a bare Netty server that answers the same body. */
final class HttpFrontDoor {
  private static final int CONNECTIONS = 64;

  private final ServerProcess gyre;
  private final Consumer<String> progress;

  HttpFrontDoor(ServerProcess gyre, Consumer<String> progress) {
    this.gyre = gyre;
    this.progress = progress;
  }

  Figure run() throws IOException, InterruptedException {
    byte[] request = TinyModel.httpRequest();
    HttpAnswer answer = HttpAnswer.once(gyre.port("http"), request);
    Path file = Files.createTempFile("gyre-bench", ".json");
    try {
      Files.write(file, answer.body());
      List<String> bare = JavaCommand.of(LimitServer.class, List.of("http", file.toString()));
      try (ServerProcess limit = ServerProcess.start(bare)) {
        return new Duel(
                contender("gyre", gyre, gyre.port("http"), request),
                contender("bare", limit, limit.port("port"), request),
                progress)
            .run("front.http-json");
      }
    } finally {
      Files.delete(file);
    }
  }

  private static Contender contender(String name, ServerProcess server, int port, byte[] request)
      throws IOException {
    byte[] answer = HttpAnswer.once(port, request).whole();
    return new Contender(name, server, () -> new HttpLoop(port, request, answer, CONNECTIONS));
  }
}
