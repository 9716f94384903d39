package io.gyre.worker.execution;

import io.gyre.inference.response.ResponseBody;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.config.ModelConfiguration;
import io.gyre.loader.config.OutputConfiguration;
import io.gyre.loader.engine.ExecutionException;
import io.gyre.worker.queue.PendingRequest;
import io.gyre.worker.tensor.Classification;
import io.gyre.worker.tensor.RowSplitter;
import io.gyre.worker.validation.OutputChoice;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives each request of a batch its rows of the outputs, without copying. */
final class AnswerSplitter {
  private final ModelConfiguration configuration;
  private final List<OutputConfiguration> outputs;
  private final List<String> names;

  AnswerSplitter(ModelConfiguration configuration) {
    this.configuration = configuration;
    this.outputs = configuration.runOutputs();
    this.names = outputs.stream().map(output -> output.tensor().name()).toList();
  }

  /** Names of the outputs that any of the requests wants, in the configuration's order. */
  List<String> wanted(List<PendingRequest> requests) {
    for (int output = 0; output < names.size(); output++) {
      if (!isWanted(output, requests)) {
        return wantedBut(output, requests);
      }
    }
    return names;
  }

  private List<String> wantedBut(int unwanted, List<PendingRequest> requests) {
    List<String> wanted = new ArrayList<>(names.subList(0, unwanted));
    for (int output = unwanted + 1; output < names.size(); output++) {
      if (isWanted(output, requests)) {
        wanted.add(names.get(output));
      }
    }
    return wanted;
  }

  private static boolean isWanted(int output, List<PendingRequest> requests) {
    for (int i = 0; i < requests.size(); i++) {
      if (requests.get(i).valid().outputs().wants(output)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The answers' bodies, in the order of the requests.
   *
   * @param produced what the run gave: the wanted outputs in their order
   * @param rows rows of the batch
   * @throws ExecutionException where an output does not have the batch's rows
   */
  List<ResponseBody> split(List<TensorView> produced, List<PendingRequest> requests, int rows)
      throws ExecutionException {
    List<List<TensorView>> answers = new ArrayList<>(requests.size());
    for (int i = 0; i < requests.size(); i++) {
      answers.add(new ArrayList<>(produced.size()));
    }
    int next = 0;
    for (int output = 0; output < outputs.size(); output++) {
      if (isWanted(output, requests)) {
        deal(output, produced.get(next++), requests, rows, answers);
      }
    }
    List<ResponseBody> bodies = new ArrayList<>(requests.size());
    for (List<TensorView> answer : answers) {
      bodies.add(new ResponseBody.Tensors(answer));
    }
    return bodies;
  }

  private void deal(
      int output,
      TensorView whole,
      List<PendingRequest> requests,
      int rows,
      List<List<TensorView>> answers)
      throws ExecutionException {
    checkRows(whole, rows);
    RowSplitter splitter = requests.size() == 1 ? null : new RowSplitter(whole, rows);
    for (int i = 0; i < requests.size(); i++) {
      TensorView piece = piece(splitter, whole, requests.get(i).valid().rows());
      OutputChoice choice = requests.get(i).valid().outputs();
      if (choice.wants(output)) {
        answers.get(i).add(finish(output, piece, choice.bestClasses(output)));
      }
    }
  }

  private static TensorView piece(@Nullable RowSplitter splitter, TensorView whole, int rows) {
    return splitter == null ? whole : splitter.next(rows);
  }

  private void checkRows(TensorView whole, int rows) throws ExecutionException {
    if (configuration.batches() && (whole.shape().rank() == 0 || whole.shape().dim(0) != rows)) {
      throw new ExecutionException(
          "output '"
              + whole.name()
              + "' has shape "
              + whole.shape()
              + " for a batch of "
              + rows
              + ", expected the batch as its first dimension; set max_batch_size: 0 in the"
              + " configuration of a model that can't batch");
    }
  }

  private TensorView finish(int output, TensorView piece, int bestClasses) {
    OutputConfiguration configured = outputs.get(output);
    Shape shape = configured.toResponse(piece.shape());
    TensorView shaped =
        shape == piece.shape()
            ? piece
            : new TensorView(piece.name(), piece.datatype(), shape, piece.data());
    return bestClasses == 0
        ? shaped
        : Classification.of(shaped, configuration.batches(), bestClasses, configured.labels());
  }
}
