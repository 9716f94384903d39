package io.gyre.loadtest.payload;

import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loadtest.usage.UsageException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file of samples, one JSON object a line: {@code inputs} as in a request of the protocol, and,
 * where the answer is to be checked, {@code expected} as in its answer's {@code outputs}.
 */
public final class SampleFile {
  private final Path file;
  private final Signature signature;

  private SampleFile(Path file, Signature signature) {
    this.file = file;
    this.signature = signature;
  }

  /**
   * What the first sample says of the model that takes it: names, datatypes and ranks.
   *
   * @throws UsageException where there is no sample, or it can't be read
   */
  public static Signature signature(Path file) {
    SampleFile reader = new SampleFile(file, new Signature(List.of()));
    List<String> lines = reader.lines();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        return new Signature(
            reader.parse(i + 1, lines.get(i)).inputs().stream().map(SampleFile::spec).toList());
      }
    }
    throw reader.empty();
  }

  private static TensorSpec spec(TensorView input) {
    long[] dims = new long[input.shape().rank()];
    Arrays.fill(dims, Shape.VARIABLE);
    return new TensorSpec(input.name(), input.datatype(), Shape.of(dims));
  }

  /**
   * Reads every sample, and holds it against what the model takes.
   *
   * @throws UsageException where one doesn't fit, naming the line
   */
  public static List<Sample> read(Path file, Signature signature) {
    SampleFile reader = new SampleFile(file, signature);
    List<Sample> samples = new ArrayList<>();
    int number = 0;
    for (String line : reader.lines()) {
      number++;
      if (!line.isBlank()) {
        samples.add(reader.sample(number, line));
      }
    }
    if (samples.isEmpty()) {
      throw reader.empty();
    }
    return samples;
  }

  private UsageException empty() {
    return new UsageException("the inputs file " + file + " holds no inputs");
  }

  private List<String> lines() {
    try {
      return Files.readAllLines(file);
    } catch (MalformedInputException e) {
      throw new UsageException("the inputs file " + file + " is no text in UTF-8");
    } catch (IOException e) {
      throw new UsageException("can't read the inputs file " + e.getMessage());
    }
  }

  private Sample sample(int number, String line) {
    Sample sample = parse(number, line);
    try {
      check(sample.inputs());
      return sample;
    } catch (IllegalArgumentException e) {
      throw new UsageException("%s:%d: %s".formatted(file, number, e.getMessage()));
    }
  }

  private Sample parse(int number, String line) {
    try {
      JsonNode node = JsonMapper.shared().readTree(line);
      return new Sample(tensors(node.path("inputs")), tensors(node.path("expected")));
    } catch (JacksonException e) {
      throw new UsageException(
          "%s:%d: expected a JSON object: %s".formatted(file, number, e.getOriginalMessage()));
    } catch (IllegalArgumentException e) {
      throw new UsageException("%s:%d: %s".formatted(file, number, e.getMessage()));
    }
  }

  private static List<TensorView> tensors(JsonNode array) {
    List<TensorView> tensors = new ArrayList<>();
    array.forEach(node -> tensors.add(JsonTensors.read(node)));
    return tensors;
  }

  private void check(List<TensorView> inputs) {
    Set<String> given = new HashSet<>();
    inputs.forEach(input -> given.add(input.name()));
    Set<String> wanted =
        signature.inputs().stream().map(TensorSpec::name).collect(Collectors.toSet());
    // Servers may have optional inputs, so fewer are allowed; but none is a mistake in the file.
    if (inputs.isEmpty() || !wanted.containsAll(given)) {
      throw new IllegalArgumentException(
          "the inputs are %s, but the model takes %s".formatted(given, wanted));
    }
    for (TensorSpec spec : signature.inputs()) {
      inputs.stream()
          .filter(input -> input.name().equals(spec.name()))
          .filter(input -> !fits(input, spec))
          .findFirst()
          .ifPresent(input -> {
            throw new IllegalArgumentException(
                "the input '%s' is %s%s, but the model takes %s%s"
                    .formatted(
                        input.name(),
                        input.datatype(),
                        input.shape(),
                        spec.datatype(),
                        spec.shape()));
          });
    }
  }

  private static boolean fits(TensorView input, TensorSpec spec) {
    return input.datatype() == spec.datatype() && spec.shape().accepts(input.shape());
  }
}
