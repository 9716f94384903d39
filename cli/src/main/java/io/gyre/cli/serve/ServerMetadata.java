package io.gyre.cli.serve;

import io.gyre.proto.inference.ServerMetadataResponse;

/** What a server says of itself at both doors. */
final class ServerMetadata {
  private ServerMetadata() {}

  /** Name, version, and the protocol's extensions that are served. */
  static ServerMetadataResponse message() {
    String version = ServerMetadata.class.getPackage().getImplementationVersion();
    return ServerMetadataResponse.newBuilder()
        .setName("gyre")
        .setVersion(version == null ? "unpackaged" : version)
        .addExtensions("classification")
        .addExtensions("model_configuration")
        .addExtensions("model_repository")
        .addExtensions("model_repository(unload_dependents)")
        .addExtensions("system_shared_memory")
        .addExtensions("binary_tensor_data")
        .addExtensions("parameters")
        .addExtensions("statistics")
        .addExtensions("trace")
        .addExtensions("logging")
        .build();
  }
}
