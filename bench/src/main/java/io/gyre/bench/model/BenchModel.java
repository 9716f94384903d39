package io.gyre.bench.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * A model that experiments measure: one float input {@code input} and one float output {@code
 * output}, with weights that are the same each time.
 *
 * @param name its name in a repository
 * @param file the ONNX file
 * @param inputDims the shape of one row of its input
 * @param outputDims the shape of one row of its output
 * @param largestBatch most rows of a run; 1 for a model that is given no batches
 * @param settings further lines of its configuration
 */
public record BenchModel(
    String name,
    byte[] file,
    long[] inputDims,
    long[] outputDims,
    int largestBatch,
    String settings) {
  private static final long SEED = 7;

  public BenchModel {
    file = file.clone();
    inputDims = inputDims.clone();
    outputDims = outputDims.clone();
  }

  /**
   * A network of dense layers with ReLU between them.
   *
   * @param sizes of the input, of each layer, of the output
   */
  public static BenchModel dense(String name, int largestBatch, int... sizes) {
    SplittableRandom random = new SplittableRandom(SEED);
    OnnxGraph graph = new OnnxGraph();
    graph.input("input", sizes[0]);
    String last = "input";
    for (int i = 1; i < sizes.length; i++) {
      boolean end = i == sizes.length - 1;
      String weight =
          graph.floats(
              "weight" + i, normal(random, sizes[i - 1], sizes[i]), sizes[i - 1], sizes[i]);
      String bias = graph.floats("bias" + i, normal(random, sizes[i], 1), sizes[i]);
      last = graph.node("Gemm", end ? "output" : "sum" + i, last, weight, bias);
      last = end ? last : graph.node("Relu", "relu" + i, last);
    }
    graph.output("output", sizes[sizes.length - 1]);
    return new BenchModel(
        name,
        graph.file(),
        new long[] {sizes[0]},
        new long[] {sizes[sizes.length - 1]},
        largestBatch,
        "dynamic_batching {}");
  }

  /**
   * A model whose run takes long for its size: the same multiplication by a 128 by 128 matrix again
   * and again, a million multiplications and additions a time for each row, so that its time is the
   * processor's and not the memory's.
   */
  public static BenchModel chain(String name, int largestBatch, int multiplications) {
    int rows = 32;
    int columns = 128;
    SplittableRandom random = new SplittableRandom(SEED);
    OnnxGraph graph = new OnnxGraph();
    graph.input("input", rows, columns);
    String weight = graph.floats("weight", normal(random, columns, columns), columns, columns);
    String last = "input";
    for (int i = 1; i <= multiplications; i++) {
      String product = graph.node("MatMul", "product" + i, last, weight);
      last = graph.node("Softsign", i == multiplications ? "output" : "step" + i, product);
    }
    graph.output("output", rows, columns);
    return new BenchModel(
        name,
        graph.file(),
        new long[] {rows, columns},
        new long[] {rows, columns},
        largestBatch,
        "dynamic_batching {}");
  }

  /**
   * A model that reads {@code inputs} numbers and answers with the first {@code outputs} of them.
   */
  public static BenchModel head(String name, int largestBatch, int inputs, int outputs) {
    OnnxGraph graph = new OnnxGraph();
    graph.input("input", inputs);
    graph.node(
        "Slice",
        "output",
        "input",
        graph.integers("starts", 0),
        graph.integers("ends", outputs),
        graph.integers("axes", 1));
    graph.output("output", outputs);
    return new BenchModel(
        name,
        graph.file(),
        new long[] {inputs},
        new long[] {outputs},
        largestBatch,
        "dynamic_batching {}");
  }

  /**
   * A model of which each number that it answers is its version, whatever it is asked, after about
   * a tenth of a millisecond's work for each row.
   */
  public static BenchModel telling(String name, int largestBatch, int version) {
    int columns = 128;
    int answered = 16;
    SplittableRandom random = new SplittableRandom(SEED);
    OnnxGraph graph = new OnnxGraph();
    graph.input("input", columns);
    String weight = graph.floats("weight", normal(random, columns, columns), columns, columns);
    String last = "input";
    for (int i = 1; i <= 100; i++) {
      last = graph.node("Softsign", "step" + i, graph.node("MatMul", "product" + i, last, weight));
    }
    float[] versions = new float[answered];
    Arrays.fill(versions, version);
    graph.node(
        "Gemm",
        "output",
        last,
        graph.floats("nothing", new float[columns * answered], columns, answered),
        graph.floats("version", versions, answered));
    graph.output("output", answered);
    return new BenchModel(
        name,
        graph.file(),
        new long[] {columns},
        new long[] {answered},
        largestBatch,
        "dynamic_batching {}");
  }

  /** A model whose file is about so large: one multiplication by a matrix of 1,024 columns. */
  public static BenchModel heavy(String name, long bytes) {
    int columns = 1024;
    int rows = Math.toIntExact(bytes / columns / Float.BYTES);
    float[] weights = new float[rows * columns];
    Arrays.fill(weights, 1e-3f);
    OnnxGraph graph = new OnnxGraph();
    graph.input("input", rows);
    graph.node("MatMul", "output", "input", graph.floats("weight", weights, rows, columns));
    graph.output("output", columns);
    return new BenchModel(
        name, graph.file(), new long[] {rows}, new long[] {columns}, 1, "dynamic_batching {}");
  }

  /** The same with other settings in the place of its own. */
  public BenchModel with(String newName, String newSettings) {
    return new BenchModel(newName, file, inputDims, outputDims, largestBatch, newSettings);
  }

  /** Numbers of one row of the input. */
  public int rowLength() {
    return (int) Arrays.stream(inputDims).reduce(1, Math::multiplyExact);
  }

  /** The text of its {@code config.pbtxt}. */
  public String configuration() {
    return String.format(
        Locale.ROOT,
        """
        name: "%s"
        backend: "onnxruntime"
        max_batch_size: %d
        input { name: "input" data_type: TYPE_FP32 %s }
        output { name: "output" data_type: TYPE_FP32 %s }
        %s
        """,
        name,
        largestBatch,
        dims(inputDims),
        dims(outputDims),
        settings);
  }

  private static String dims(long[] dims) {
    return Arrays.stream(dims).mapToObj(dim -> "dims: " + dim).collect(Collectors.joining(" "));
  }

  /** Normal numbers whose sum over {@code inputs} of them has a variance of 1. */
  private static float[] normal(SplittableRandom random, int inputs, int outputs) {
    float[] values = new float[inputs * outputs];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() / Math.sqrt(inputs));
    }
    return values;
  }
}
