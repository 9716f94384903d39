package io.gyre.router.http;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A thing that a path names, with the methods that it takes. */
enum Endpoint {
  SERVER_METADATA(HttpMethod.GET),
  LIVE(HttpMethod.GET),
  READY(HttpMethod.GET),
  STATUS(HttpMethod.GET),
  MODEL_METADATA(HttpMethod.GET),
  MODEL_READY(HttpMethod.GET),
  MODEL_CONFIG(HttpMethod.GET),
  MODEL_STATISTICS(HttpMethod.GET),
  INDEX(HttpMethod.POST),
  INFER(HttpMethod.POST),
  LOAD(HttpMethod.POST),
  UNLOAD(HttpMethod.POST),

  // Beyond the protocol: versions that people choose.
  PIN(HttpMethod.POST),
  ROLLBACK(HttpMethod.POST),
  RELEASE(HttpMethod.POST),
  ALIAS(HttpMethod.POST),
  HISTORY(HttpMethod.GET),

  /** Beyond the protocol: a worker that is to end. */
  DRAIN(HttpMethod.POST),
  LOGGING(HttpMethod.GET, HttpMethod.POST),
  TRACE(HttpMethod.GET, HttpMethod.POST),
  REGION_STATUS(HttpMethod.GET),
  REGION_REGISTER(HttpMethod.POST),
  REGION_UNREGISTER(HttpMethod.POST),

  /** Regions of GPU memory, of which there never are any. */
  CUDA_REGION_STATUS(HttpMethod.GET),

  GENERATE("generate", HttpMethod.POST),
  GENERATE_STREAM("generate_stream", HttpMethod.POST),
  CUDA_REGION_CHANGE("shared memory of GPUs (cuda_shared_memory)", HttpMethod.POST),

  /** No endpoint at all. */
  NONE;

  private final @Nullable String unserved;
  private final List<HttpMethod> methods;

  Endpoint(HttpMethod... methods) {
    this.unserved = null;
    this.methods = List.of(methods);
  }

  /** An endpoint of the protocol that this server doesn't serve, by the feature's name. */
  Endpoint(String unserved, HttpMethod... methods) {
    this.unserved = unserved;
    this.methods = List.of(methods);
  }

  boolean takes(HttpMethod method) {
    return methods.contains(method);
  }

  /** The methods as the header Allow lists them. */
  String allow() {
    return String.join(", ", methods.stream().map(HttpMethod::name).toList());
  }

  /** The feature that is not served, or null where it is. */
  @Nullable String unserved() {
    return unserved;
  }
}
