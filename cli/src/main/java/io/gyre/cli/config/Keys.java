package io.gyre.cli.config;

import io.gyre.cluster.member.Member;
import io.gyre.loader.guided.ControlMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every key there is. Files, variables, flags and {@code gyre config} all work from {@link #ALL}.
 */
public final class Keys {
  public static final Key<String> HOST =
      new Key<>(
          "host",
          ValueType.text("a host name or address"),
          "0.0.0.0",
          "Address that every port is bound to; 127.0.0.1 to serve this machine alone.");
  public static final Key<Integer> HTTP_PORT =
      new Key<>("http.port", port(), 8000, "Port for HTTP/REST; 0 picks a free one.");
  public static final Key<Integer> GRPC_PORT =
      new Key<>("grpc.port", port(), 8001, "Port for gRPC; 0 picks a free one.");
  public static final Key<Integer> METRICS_PORT =
      new Key<>("metrics.port", port(), 8002, "Port for GET /metrics; 0 picks a free one.");

  public static final Key<Optional<Path>> REPOSITORY_PATH =
      new Key<>(
          "repository.path",
          ValueType.path(),
          Optional.empty(),
          "Directory with one folder for each model; without one, the bundled examples are served.");
  public static final Key<ControlMode> REPOSITORY_CONTROL =
      new Key<>(
          "repository.control",
          ValueType.choice(ControlMode.class),
          ControlMode.POLL,
          "What decides which models are loaded: none = the directory as it is at the start, poll = the directory as it"
              + " changes, explicit = the list in repository.load, and requests to load and unload.");
  public static final Key<List<String>> REPOSITORY_LOAD =
      new Key<>(
          "repository.load",
          ValueType.listOf(ValueType.text("a model's name")),
          List.of(),
          "Models to load at the start under explicit control, unless they were unloaded by request before; * for"
              + " all.");
  public static final Key<Duration> REPOSITORY_POLL_INTERVAL =
      new Key<>(
          "repository.poll-interval",
          ValueType.duration(Duration.ofMillis(10), Duration.ofHours(24)),
          Duration.ofSeconds(1),
          "How often the directory is looked at, beside what the system tells of changes at once.");
  public static final Key<Duration> REPOSITORY_QUIET_PERIOD =
      new Key<>(
          "repository.quiet-period",
          ValueType.duration(Duration.ZERO, Duration.ofHours(1)),
          Duration.ofSeconds(2),
          "How long a new version's files must be unchanged before they are opened, so that a copy under way is never"
              + " served.");
  public static final Key<Boolean> REPOSITORY_GIVEN_FILES =
      new Key<>(
          "repository.given-files",
          ValueType.flag(),
          false,
          "Whether a request to load may bring contents of files, which whoever can reach this server can then have"
              + " opened as models.");
  public static final Key<Optional<Path>> DATA_PATH =
      new Key<>(
          "data.path",
          ValueType.path(),
          Optional.empty(),
          "Directory of what this server keeps for itself, such as the history of its models; empty for none: then"
              + " history ends with the process.");
  public static final Key<Integer> DEFAULT_MAX_BATCH_SIZE =
      new Key<>(
          "models.default-max-batch-size",
          ValueType.count("a number of rows", 0, 1 << 20),
          4,
          "max_batch_size of models that can batch and whose configuration doesn't say.");
  public static final Key<Duration> WARM_UP_BUDGET =
      new Key<>(
          "models.warm-up-budget",
          ValueType.duration(Duration.ZERO, Duration.ofMinutes(10)),
          Duration.ofMillis(500),
          "Time for a model's first runs before it serves, beside those of its model_warmup; 0 for none.");
  public static final Key<Boolean> USEFUL_BATCH =
      new Key<>(
          "models.useful-batch",
          ValueType.flag(),
          true,
          "Whether warm-up measures the largest batch that pays, and batches stay within it; false = up to"
              + " max_batch_size.");
  public static final Key<Integer> MAX_QUEUE_SIZE =
      new Key<>(
          "models.max-queue-size",
          ValueType.count("a number of requests", 0, Integer.MAX_VALUE),
          0,
          "Requests that may wait for one model, or one of its priority levels, whose configuration doesn't say; more are"
              + " refused. 0 = no limit.");
  public static final Key<Integer> MAX_QUEUE_ROWS =
      new Key<>(
          "models.max-queue-rows",
          ValueType.count("a number of rows", 0, Integer.MAX_VALUE),
          0,
          "Rows that may wait for one model before more requests are refused. 0 = no limit.");
  public static final Key<Long> MAX_QUEUE_BYTES =
      new Key<>(
          "models.max-queue-bytes",
          ValueType.bytes(0, Long.MAX_VALUE),
          256L << 20,
          "Bytes of requests that may wait for one model before more are refused. 0 = no limit.");
  public static final Key<Duration> MAX_QUEUE_TIME =
      new Key<>(
          "models.max-queue-time",
          ValueType.duration(Duration.ZERO, Duration.ofHours(24)),
          Duration.ZERO,
          "Longest wait that a request is let in with, predicted from the rows that wait and the measured rate. A request"
              + " with a deadline is refused in any case where the deadline would pass. 0 = no limit.");
  public static final Key<Integer> FAIR_TURN =
      new Key<>(
          "models.fair-turn",
          ValueType.count("a number of batches", 0, Integer.MAX_VALUE),
          16,
          "One batch in so many starts with the request that waited longest, whatever its priority, so that low levels"
              + " don't starve. 0 = never, as in Triton.");
  public static final Key<Long> RESPONSE_CACHE_BYTES =
      new Key<>(
          "models.response-cache-bytes",
          ValueType.bytes(0, 1L << 40),
          64L << 20,
          "Memory for the responses of models with response_cache, all together; 0 = none are kept.");

  public static final Key<Long> REQUEST_BYTES =
      new Key<>(
          "limits.request-bytes",
          ValueType.bytes(1024, Integer.MAX_VALUE),
          64L << 20,
          "Largest request on either door, also after decompression.");
  public static final Key<Long> HEADER_BYTES =
      new Key<>(
          "limits.header-bytes",
          ValueType.bytes(1024, 16L << 20),
          16L << 10,
          "Largest header block of one request.");

  public static final Key<Integer> MAX_IN_FLIGHT =
      new Key<>(
          "limits.in-flight",
          ValueType.count("a number of requests", 0, Integer.MAX_VALUE),
          0,
          "Requests that a router has under way at once; more are refused. 0 = no limit.");
  public static final Key<Integer> MAX_IN_FLIGHT_OF_MODEL =
      new Key<>(
          "limits.in-flight-of-model",
          ValueType.count("a number of requests", 0, Integer.MAX_VALUE),
          0,
          "Requests of one model that a router has under way at once; more are refused. 0 = no limit.");
  public static final Key<Duration> DEFAULT_DEADLINE =
      new Key<>(
          "limits.default-deadline",
          ValueType.duration(Duration.ZERO, Duration.ofHours(24)),
          Duration.ZERO,
          "Time that a request has which brings no deadline of its own, as those over HTTP. 0 = any.");

  public static final Key<Duration> ROLLBACK_WINDOW =
      new Key<>(
          "rollback.window",
          ValueType.duration(Duration.ZERO, Duration.ofHours(24)),
          Duration.ofSeconds(60),
          "How long the version before stays loaded after a new one took over, so that a new one that fails can be left at"
              + " once. 0 = not at all.");
  public static final Key<Double> ROLLBACK_MAX_ERROR_RATE =
      new Key<>(
          "rollback.max-error-rate",
          ValueType.share("a share of requests"),
          0.1,
          "By how much a new version may fail on a larger share of requests than the version before; beyond it the router"
              + " goes back.");
  public static final Key<Integer> ROLLBACK_MIN_REQUESTS =
      new Key<>(
          "rollback.min-requests",
          ValueType.count("a number of requests", 1, Integer.MAX_VALUE),
          20,
          "Requests on a new version before it is judged.");

  public static final Key<Integer> EVENT_LOOPS =
      new Key<>(
          "threads.event-loops",
          ValueType.count("a number of threads", 0, 1024),
          0,
          "Threads that read and write connections; 0 = half the processors, at least one.");
  public static final Key<Integer> COMPUTE_THREADS =
      new Key<>(
          "threads.compute",
          ValueType.count("a number of threads", 0, 1024),
          0,
          "Cores that model runs may use together; 0 = all processors.");
  public static final Key<Integer> INTRA_OP_THREADS =
      new Key<>(
          "threads.intra-op",
          ValueType.count("a number of threads", 0, 1024),
          0,
          "Threads of one run of a model without intra_op_thread_count; 0 = one, and all of threads.compute for models"
              + " of 8 MiB and more.");
  public static final Key<Integer> LOADING_THREADS =
      new Key<>(
          "threads.loading",
          ValueType.count("a number of threads", 1, 256),
          1,
          "Models that load at the same time, beside those that serve.");

  public static final Key<List<Member>> WORKERS =
      new Key<>(
          "workers",
          ValueType.listOf(Members.TYPE),
          List.of(),
          "Workers that a router sends to, each id=host:port, and behind that ;zone=Z, ;memory=8GiB and ;devices=cuda:0+cuda:1"
              + " where it is to be known. For the router role.");
  public static final Key<String> WORKER_ID =
      new Key<>(
          "worker.id",
          ValueType.text("a name"),
          "worker",
          "This worker's identity, unique in the cluster. For the worker role.");

  public static final Key<Integer> PLACEMENT_REPLICAS =
      new Key<>(
          "placement.replicas",
          ValueType.count("a number of workers", 0, 10_000),
          0,
          "Workers of a cluster that hold each model, where its configuration doesn't say; 0 = every worker holds every model."
              + " Otherwise a worker finds the others where routers do. The same at every worker.");
  public static final Key<Duration> DEMAND_INTERVAL =
      new Key<>(
          "placement.demand-interval",
          ValueType.duration(Duration.ofMillis(10), Duration.ofDays(1)),
          Duration.ofSeconds(10),
          "How often a worker looks whether the replicas of models that may have more of them are busy.");
  public static final Key<Long> WORKER_MEMORY =
      new Key<>(
          "worker.memory",
          ValueType.bytes(0, 1024L << 40),
          0L,
          "Native memory that loaded models may keep together; one that doesn't fit waits for room. 0 = what the machine"
              + " has, less the Java heap, worker.output-memory, models.response-cache-bytes and a tenth.");
  public static final Key<Long> WORKER_OUTPUT_MEMORY =
      new Key<>(
          "worker.output-memory",
          ValueType.bytes(0, 1024L << 40),
          0L,
          "Native memory that answers under way may hold together; beyond it requests are refused. 0 = a sixteenth of the"
              + " machine's.");

  public static final Key<Duration> DRAIN_GRACE =
      new Key<>(
          "drain.grace",
          ValueType.duration(Duration.ZERO, Duration.ofHours(24)),
          Duration.ZERO,
          "How long a stopping server that clients call says that it is not ready, and serves all the"
              + " same: as long as a load balancer takes to notice.");
  public static final Key<Duration> DRAIN_DEADLINE =
      new Key<>(
          "drain.deadline",
          ValueType.duration(Duration.ZERO, Duration.ofHours(24)),
          Duration.ofSeconds(30),
          "How long a stopping server waits for the requests under way.");
  public static final Key<String> ACCESS_LOG =
      new Key<>(
          "log.access",
          ValueType.text("off, stderr or a file's path"),
          "off",
          "Where a line for each request goes: off, stderr or a file, which is appended to.");
  public static final Key<LogLevel> LOG_LEVEL =
      new Key<>(
          "log.level",
          ValueType.choice(LogLevel.class),
          LogLevel.INFO,
          "Least severity that is logged to standard error.");

  public static final Key<Optional<Path>> TRACE_FILE =
      new Key<>(
          "trace.file",
          ValueType.path(),
          Optional.empty(),
          "Where traces of requests go once a client switches them on; empty for nowhere. Overwritten then.");

  /** Every key, in the order in which the documented file lists them. */
  public static final List<Key<?>> ALL =
      Stream.of(
              List.<Key<?>>of(
                  HOST,
                  HTTP_PORT,
                  GRPC_PORT,
                  METRICS_PORT,
                  REPOSITORY_PATH,
                  REPOSITORY_CONTROL,
                  REPOSITORY_LOAD,
                  REPOSITORY_POLL_INTERVAL,
                  REPOSITORY_QUIET_PERIOD,
                  REPOSITORY_GIVEN_FILES,
                  DATA_PATH,
                  DEFAULT_MAX_BATCH_SIZE,
                  WARM_UP_BUDGET,
                  USEFUL_BATCH,
                  MAX_QUEUE_SIZE,
                  MAX_QUEUE_ROWS,
                  MAX_QUEUE_BYTES,
                  MAX_QUEUE_TIME,
                  FAIR_TURN,
                  RESPONSE_CACHE_BYTES,
                  REQUEST_BYTES,
                  HEADER_BYTES,
                  MAX_IN_FLIGHT,
                  MAX_IN_FLIGHT_OF_MODEL,
                  DEFAULT_DEADLINE,
                  ROLLBACK_WINDOW,
                  ROLLBACK_MAX_ERROR_RATE,
                  ROLLBACK_MIN_REQUESTS),
              RoutingKeys.ALL,
              List.<Key<?>>of(
                  EVENT_LOOPS, COMPUTE_THREADS, INTRA_OP_THREADS, LOADING_THREADS, WORKERS),
              MembershipKeys.ALL,
              List.<Key<?>>of(
                  WORKER_ID,
                  PLACEMENT_REPLICAS,
                  DEMAND_INTERVAL,
                  WORKER_MEMORY,
                  WORKER_OUTPUT_MEMORY,
                  DRAIN_GRACE,
                  DRAIN_DEADLINE,
                  ACCESS_LOG,
                  LOG_LEVEL,
                  TRACE_FILE))
          .flatMap(List::stream)
          .toList();

  private Keys() {}

  private static ValueType<Integer> port() {
    return ValueType.count("a port", 0, 65_535);
  }
}
