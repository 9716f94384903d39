package io.gyre.loadtest.command;

import io.gyre.loadtest.client.CallOptions;
import io.gyre.loadtest.mix.AffinityKeys;
import io.gyre.loadtest.mix.Weighted;
import io.gyre.loadtest.usage.UsageException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say in what requests differ, beside the model and the values. */
final class MixOptions {
  private static final int LARGEST_BATCH = 1 << 20;

  @Option(
      names = "--batch",
      paramLabel = "N[=WEIGHT],...",
      split = ",",
      hideParamSyntax = true,
      description = "rows of a request: 8, or by weight like 1=6,8=2,32")
  private List<String> batches = List.of();

  @Option(
      names = "--priority",
      paramLabel = "P[=WEIGHT],...",
      split = ",",
      hideParamSyntax = true,
      description = "the parameter \"priority\", by weight like 1=1,2=9; 0 leaves it out")
  private List<String> priorities = List.of();

  @Option(
      names = "--affinity-keys",
      paramLabel = "HOW",
      description = "the header \"affinity-key\": uniform:1000, or zipf:1000:1.1 by rank^-1.1")
  private @Nullable String keys;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "tells the server how long it has: gRPC's deadline, HTTP's parameter \"timeout\"")
  private @Nullable Duration deadline;

  @Option(
      names = "--outputs",
      paramLabel = "NAME,...",
      split = ",",
      hideParamSyntax = true,
      description = "asks for these outputs by name; by default for all, by naming none")
  private List<String> outputs = List.of();

  /** Rows of a request; empty for what the inputs have. */
  List<Weighted<OptionalInt>> batches() {
    if (batches.isEmpty()) {
      return List.of(new Weighted<>(OptionalInt.empty(), 1));
    }
    return Weighted.parse("--batch", batches, MixOptions::batch);
  }

  private static OptionalInt batch(String text) {
    int batch = Integer.parseInt(text);
    if (batch < 1 || batch > LARGEST_BATCH) {
      throw new UsageException(
          "expected a --batch from 1 to %d, found %d".formatted(LARGEST_BATCH, batch));
    }
    return OptionalInt.of(batch);
  }

  /** What requests tell the server, each with an empty affinity key. */
  List<Weighted<CallOptions>> calls() {
    long deadlineNanos = deadline == null ? 0 : deadline.toNanos();
    if (deadline != null && deadlineNanos == 0) {
      throw new UsageException("expected a --deadline above 0");
    }
    if (priorities.isEmpty()) {
      return List.of(new Weighted<>(new CallOptions("", 0, deadlineNanos, outputs), 1));
    }
    return Weighted.parse(
        "--priority",
        priorities,
        text -> new CallOptions("", Integer.parseUnsignedInt(text), deadlineNanos, outputs));
  }

  AffinityKeys keys() {
    return keys == null ? AffinityKeys.none() : AffinityKeys.parse(keys);
  }
}
