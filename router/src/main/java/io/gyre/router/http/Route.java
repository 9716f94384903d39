package io.gyre.router.http;

import io.gyre.inference.request.VersionChoice;
import java.util.ArrayList;
import java.util.List;

/**
 * What a request's target names.
 *
 * @param endpoint the endpoint; {@link Endpoint#NONE} where the path is none of the protocol's
 * @param model the name, percent-decoded, of the model, of the region of shared memory or of the
 *     worker; empty where the path has none
 * @param version the model's version
 */
record Route(Endpoint endpoint, String model, VersionChoice version) {
  private static final Route NONE = of(Endpoint.NONE);
  private static final int LONGEST_VERSION = 19;

  private static Route of(Endpoint endpoint) {
    return new Route(endpoint, "", VersionChoice.ANY);
  }

  /** Reads a target: a path, or a whole URI, with a query or without. */
  static Route parse(String target) {
    List<String> path = segments(target);
    if (path.isEmpty()) {
      return NONE;
    }
    if (!path.getFirst().equals("v2")) {
      return path.equals(List.of("status")) ? of(Endpoint.STATUS) : NONE;
    }
    if (path.size() == 1) {
      return of(Endpoint.SERVER_METADATA);
    }
    return switch (path.get(1)) {
      case "models" -> models(path);
      case "health" -> health(path);
      case "repository" -> repository(path);
      case "cluster" -> cluster(path);
      case "logging" -> path.size() == 2 ? of(Endpoint.LOGGING) : NONE;
      case "trace" -> isTraceSetting(path, 1) ? of(Endpoint.TRACE) : NONE;
      case "systemsharedmemory", "cudasharedmemory" -> sharedMemory(path);
      default -> NONE;
    };
  }

  private static Route health(List<String> path) {
    if (path.size() != 3) {
      return NONE;
    }
    return switch (path.get(2)) {
      case "live" -> of(Endpoint.LIVE);
      case "ready" -> of(Endpoint.READY);
      default -> NONE;
    };
  }

  private static Route models(List<String> path) {
    if (path.size() < 3 || path.get(2).isEmpty()) {
      return NONE;
    }
    if (path.size() == 3 && path.get(2).equals("stats")) {
      return of(Endpoint.MODEL_STATISTICS);
    }
    String model = PercentEncoding.decode(path.get(2));
    if (path.size() == 3) {
      return new Route(Endpoint.MODEL_METADATA, model, VersionChoice.ANY);
    }
    if (!path.get(3).equals("versions")) {
      return modelPart(path, 3, model, VersionChoice.ANY);
    }
    VersionChoice version = path.size() > 4 ? version(path.get(4)) : VersionChoice.ANY;
    if (version.equals(VersionChoice.ANY)) {
      return NONE;
    }
    return path.size() == 5
        ? new Route(Endpoint.MODEL_METADATA, model, version)
        : modelPart(path, 5, model, version);
  }

  private static Route modelPart(List<String> path, int at, String model, VersionChoice version) {
    if (isTraceSetting(path, at) && version.equals(VersionChoice.ANY)) {
      return new Route(Endpoint.TRACE, model, version);
    }
    if (path.size() != at + 1) {
      return NONE;
    }
    Endpoint endpoint =
        switch (path.get(at)) {
          case "infer" -> Endpoint.INFER;
          case "ready" -> Endpoint.MODEL_READY;
          case "config" -> Endpoint.MODEL_CONFIG;
          case "stats" -> Endpoint.MODEL_STATISTICS;
          case "generate" -> Endpoint.GENERATE;
          case "generate_stream" -> Endpoint.GENERATE_STREAM;
          default -> Endpoint.NONE;
        };
    return endpoint == Endpoint.NONE ? NONE : new Route(endpoint, model, version);
  }

  private static boolean isTraceSetting(List<String> path, int at) {
    return path.size() == at + 2
        && path.get(at).equals("trace")
        && path.get(at + 1).equals("setting");
  }

  private static Route cluster(List<String> path) {
    return path.size() == 5
            && path.get(2).equals("members")
            && !path.get(3).isEmpty()
            && path.get(4).equals("drain")
        ? new Route(Endpoint.DRAIN, PercentEncoding.decode(path.get(3)), VersionChoice.ANY)
        : NONE;
  }

  private static Route repository(List<String> path) {
    if (path.size() == 3 && path.get(2).equals("index")) {
      return of(Endpoint.INDEX);
    }
    if (path.size() != 5 || !path.get(2).equals("models") || path.get(3).isEmpty()) {
      return NONE;
    }
    Endpoint endpoint =
        switch (path.get(4)) {
          case "load" -> Endpoint.LOAD;
          case "unload" -> Endpoint.UNLOAD;
          case "pin" -> Endpoint.PIN;
          case "rollback" -> Endpoint.ROLLBACK;
          case "release" -> Endpoint.RELEASE;
          case "alias" -> Endpoint.ALIAS;
          case "history" -> Endpoint.HISTORY;
          default -> Endpoint.NONE;
        };
    String model = PercentEncoding.decode(path.get(3));
    return endpoint == Endpoint.NONE ? NONE : new Route(endpoint, model, VersionChoice.ANY);
  }

  private static Route sharedMemory(List<String> path) {
    boolean ofRegion = path.size() == 5 && path.get(2).equals("region") && !path.get(3).isEmpty();
    if (path.size() != 3 && !ofRegion) {
      return NONE;
    }
    boolean cuda = path.get(1).equals("cudasharedmemory");
    Endpoint endpoint =
        switch (path.getLast()) {
          case "status" -> cuda ? Endpoint.CUDA_REGION_STATUS : Endpoint.REGION_STATUS;
          case "register" -> cuda ? Endpoint.CUDA_REGION_CHANGE : register(ofRegion);
          case "unregister" -> cuda ? Endpoint.CUDA_REGION_CHANGE : Endpoint.REGION_UNREGISTER;
          default -> Endpoint.NONE;
        };
    String region = ofRegion ? PercentEncoding.decode(path.get(3)) : "";
    return endpoint == Endpoint.NONE ? NONE : new Route(endpoint, region, VersionChoice.ANY);
  }

  private static Endpoint register(boolean ofRegion) {
    return ofRegion ? Endpoint.REGION_REGISTER : Endpoint.NONE;
  }

  private static VersionChoice version(String text) {
    if (VersionChoice.isAlias(text)) {
      return new VersionChoice.Named(text);
    }
    if (text.isEmpty() || text.length() > LONGEST_VERSION) {
      return VersionChoice.ANY;
    }
    long version = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return VersionChoice.ANY;
      }
      version = version * 10 + digit;
    }
    return version < 0 ? VersionChoice.ANY : VersionChoice.of(version);
  }

  /** The path's segments, still encoded; none where the target has no absolute path. */
  private static List<String> segments(String target) {
    int start = pathStart(target);
    int end = start;
    while (end < target.length() && target.charAt(end) != '?' && target.charAt(end) != '#') {
      end++;
    }
    if (start >= end || target.charAt(start) != '/') {
      return List.of();
    }
    List<String> segments = new ArrayList<>(6);
    int from = start + 1;
    for (int slash = target.indexOf('/', from);
        slash >= 0 && slash < end;
        slash = target.indexOf('/', from)) {
      segments.add(target.substring(from, slash));
      from = slash + 1;
    }
    segments.add(target.substring(from, end));
    return segments;
  }

  private static int pathStart(String target) {
    int scheme = target.startsWith("/") ? -1 : target.indexOf("://");
    if (scheme < 0) {
      return 0;
    }
    int path = target.indexOf('/', scheme + 3);
    return path < 0 ? target.length() : path;
  }
}
