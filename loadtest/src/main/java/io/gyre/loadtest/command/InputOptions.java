package io.gyre.loadtest.command;

import io.gyre.loadtest.client.ModelName;
import io.gyre.loadtest.client.Wire;
import io.gyre.loadtest.payload.OutputComparison;
import io.gyre.loadtest.payload.RandomSamples;
import io.gyre.loadtest.payload.Sample;
import io.gyre.loadtest.payload.SampleFile;
import io.gyre.loadtest.payload.Signature;
import io.gyre.loadtest.run.AnswerCheck;
import io.gyre.loadtest.run.Request;
import io.gyre.loadtest.usage.UsageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        "and, to check answers, \"expected\" as in an answer's \"outputs\""
      })
  private @Nullable Path inputs;

  /** The requests to send in turn. */
  List<Request> requests(Wire wire, ModelName model, long seed) {
    Signature signature = wire.signature(model);
    if (inputs != null) {
      if (!shapes.isEmpty()) {
        throw new UsageException("--inputs has its own shapes; leave out --shape");
      }
      return SampleFile.read(inputs, signature).stream()
          .map(sample -> new Request(wire.inference(model, sample), check(wire, sample)))
          .toList();
    }
    return random(wire, model, new RandomSamples(signature, ShapeOptions.parse(shapes), seed));
  }

  /** Different requests, so that no cache answers them all. */
  private static List<Request> random(Wire wire, ModelName model, RandomSamples samples) {
    List<Request> requests = new ArrayList<>();
    int bytes = 0;
    while (requests.size() < SAMPLES && bytes < SAMPLE_BYTES) {
      Request request = new Request(wire.inference(model, samples.next()), AnswerCheck.NONE);
      requests.add(request);
      bytes += request.bytes().length;
    }
    return requests;
  }

  private static AnswerCheck check(Wire wire, Sample sample) {
    if (sample.expected().isEmpty()) {
      return AnswerCheck.NONE;
    }
    return answer -> {
      try {
        return OutputComparison.difference(sample.expected(), wire.outputs(answer));
      } catch (IllegalArgumentException e) {
        return e.getMessage();
      }
    };
  }
}
