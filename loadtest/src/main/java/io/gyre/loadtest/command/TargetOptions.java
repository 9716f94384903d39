package io.gyre.loadtest.command;

import io.gyre.loadtest.address.Target;
import io.gyre.loadtest.address.Target.Transport;
import io.gyre.loadtest.client.ModelName;
import io.gyre.loadtest.client.Wire;
import io.gyre.loadtest.grpc.GrpcWire;
import io.gyre.loadtest.http.HttpWire;
import io.gyre.loadtest.mix.Weighted;
import io.gyre.loadtest.usage.UsageException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say who gets the load, and over how many connections. */
final class TargetOptions {
  private static final int HTTP_CONNECTIONS = 512;

  @Option(
      names = "--target",
      paramLabel = "URL",
      description = "grpc://host:8001 or http://host:8000")
  private String target;

  @Option(
      names = "--model",
      paramLabel = "M[=WEIGHT]",
      description = {
        "the model's name; several make a mix, in which each model is asked as often as its",
        "weight says: --model a=3 --model b=1"
      })
  private List<String> models;

  @Option(
      names = "--model-version",
      paramLabel = "V",
      defaultValue = "",
      description = "one of its versions; by default the server's choice")
  private String version;

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "gRPC: how many, by default one a thread; HTTP: at most, by default 512")
  private @Nullable Integer connections;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "threads that send; default: ${DEFAULT-VALUE}")
  private int threads;

  @Option(
      names = "--http-encoding",
      paramLabel = "HOW",
      defaultValue = "json",
      converter = WordConverter.OfEncoding.class,
      description = "tensors over HTTP: json or binary; default: ${DEFAULT-VALUE}")
  private HttpWire.Encoding encoding;

  @SuppressWarnings("NullAway.Init") // picocli sets the options
  TargetOptions() {}

  Target target() {
    return Target.parse(target);
  }

  /** The models as a report names them: with their weights where there are several. */
  List<String> described() {
    return models().size() == 1 ? List.of(models().getFirst().value().toString()) : models;
  }

  /** The models, and how often each is asked. */
  List<Weighted<ModelName>> models() {
    return Weighted.parse("--model", models, name -> new ModelName(name, version));
  }

  Wire wire() {
    Target server = target();
    return switch (server.transport()) {
      case GRPC -> new GrpcWire(server);
      case HTTP -> new HttpWire(server, encoding);
    };
  }

  int threads() {
    if (threads < 1) {
      throw new UsageException("expected at least one of --threads, found " + threads);
    }
    return threads;
  }

  /** How many connections, at least one for each thread. */
  int connections() {
    boolean grpc = target().transport() == Transport.GRPC;
    int asked = connections != null ? connections : grpc ? threads : HTTP_CONNECTIONS;
    if (asked < threads) {
      throw new UsageException(
          "each thread needs a connection; found --connections %d with --threads %d"
              .formatted(asked, threads));
    }
    return asked;
  }
}
