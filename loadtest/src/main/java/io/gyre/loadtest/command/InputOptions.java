package io.gyre.loadtest.command;

import io.gyre.loadtest.payload.Batches;
import io.gyre.loadtest.payload.NumpySamples;
import io.gyre.loadtest.payload.RandomSamples;
import io.gyre.loadtest.payload.Sample;
import io.gyre.loadtest.payload.SampleFile;
import io.gyre.loadtest.payload.Signature;
import io.gyre.loadtest.usage.UsageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what requests carry. */
final class InputOptions {
  private static final int SAMPLES = 64;
  private static final int SAMPLE_BYTES = 64 << 20;

  @Option(
      names = "--shape",
      paramLabel = "INPUT:DIMS",
      description = "dimensions to send where the model leaves them open, like input:1,224,224")
  private List<String> shapes = List.of();

  @Option(
      names = "--inputs",
      paramLabel = "FILE",
      description = {
        "real inputs, to be sent in turn: a JSON object a line, with \"inputs\" as in a request",
        "and, to check answers, \"expected\" as in an answer's \"outputs\"; or a .npz of NumPy, an",
        "array an input with rows along its first axis, and expected_OUTPUT to check answers.",
        "JSON lines are sent as they are to a server that doesn't describe its model"
      })
  private @Nullable Path inputs;

  /**
   * Refuses shapes of inputs that no model has.
   *
   * @throws UsageException where there are some
   */
  void check(List<Signature> signatures) {
    if (inputs != null && !shapes.isEmpty()) {
      throw new UsageException("--inputs has its own shapes; leave out --shape");
    }
    List<String> known = signatures.stream().flatMap(s -> s.names().stream()).distinct().toList();
    for (String name : ShapeOptions.parse(shapes).keySet()) {
      if (!known.contains(name)) {
        throw new UsageException(
            "--shape names the input '%s', but the model takes %s".formatted(name, known));
      }
    }
  }

  /** The signature that real inputs have, where they say it themselves. */
  Optional<Signature> signature() {
    return inputs == null || isNumpy(inputs)
        ? Optional.empty()
        : Optional.of(SampleFile.signature(inputs));
  }

  /**
   * The samples to send in turn.
   *
   * @param batch rows of each; empty for what the inputs have
   * @param kinds of requests there are, which share the memory
   */
  List<Sample> samples(Signature signature, OptionalInt batch, int kinds, long seed) {
    if (inputs == null) {
      return random(
          new RandomSamples(signature, ShapeOptions.parse(shapes), batch, seed),
          SAMPLE_BYTES / kinds);
    }
    List<Sample> samples =
        isNumpy(inputs) ? NumpySamples.read(inputs, signature) : SampleFile.read(inputs, signature);
    return batch.isEmpty() ? samples : Batches.of(samples, batch.getAsInt(), signature);
  }

  private static boolean isNumpy(Path file) {
    return file.toString().endsWith(".npz");
  }

  /** Different samples, so that no cache answers them all. */
  private static List<Sample> random(RandomSamples samples, int mostBytes) {
    List<Sample> all = new ArrayList<>();
    long bytes = 0;
    while (all.size() < SAMPLES && (all.isEmpty() || bytes < mostBytes)) {
      Sample sample = samples.next();
      all.add(sample);
      bytes += sample.inputs().stream().mapToLong(input -> input.data().readableBytes()).sum();
    }
    return all;
  }
}
