package io.gyre.bench.load;

import io.gyre.bench.process.ServerProcess;
import io.gyre.loadtest.address.Target;
import io.gyre.loadtest.address.Target.Transport;
import io.gyre.loadtest.grpc.GrpcWire;
import io.gyre.loadtest.http.HttpWire;
import io.gyre.loadtest.http.HttpWire.Encoding;

/** A way into a server: what it speaks there. */
public enum Door {
  /** gRPC, tensors in binary. */
  GRPC("grpc"),
  /** HTTP, tensors as JSON numbers. */
  HTTP_JSON("http"),
  /** HTTP, tensors in binary behind the JSON. */
  HTTP_BINARY("http");

  private static final String HOST = "127.0.0.1";

  private final String readyName;

  Door(String readyName) {
    this.readyName = readyName;
  }

  /** This door of {@code server}, on the port that its ready line says. */
  public ServedTarget of(ServerProcess server) {
    int port = server.port(readyName);
    return new ServedTarget(
        server,
        switch (this) {
          case GRPC -> new GrpcWire(new Target(Transport.GRPC, HOST, port));
          case HTTP_JSON -> new HttpWire(new Target(Transport.HTTP, HOST, port), Encoding.JSON);
          case HTTP_BINARY -> new HttpWire(new Target(Transport.HTTP, HOST, port), Encoding.BINARY);
        });
  }
}
