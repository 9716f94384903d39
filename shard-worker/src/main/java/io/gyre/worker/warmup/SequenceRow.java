package io.gyre.worker.warmup;

import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.config.InputConfiguration;
import io.gyre.loader.config.ModelConfiguration;
import io.gyre.loader.config.SequenceBatching;
import io.gyre.worker.sequence.FirstStep;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;

/** The part of a trial's row that the server fills: what a sequence's first request has there. */
final class SequenceRow {
  private SequenceRow() {}

  /** A row of each such input; none where the model has no sequences. */
  static List<RowData> of(ModelConfiguration configuration) {
    return configuration
        .sequenceBatching()
        .map(batching -> of(batching, configuration.batches()))
        .orElse(List.of());
  }

  private static List<RowData> of(SequenceBatching batching, boolean batched) {
    List<InputConfiguration> inputs = batching.inputs();
    List<TensorView> first = FirstStep.inputs(batching);
    List<RowData> row = new ArrayList<>(inputs.size());
    for (int i = 0; i < inputs.size(); i++) {
      Shape shape = first.get(i).shape();
      Shape dims = batched ? shape.withoutFirst() : shape;
      row.add(new RowData(inputs.get(i), dims, ByteBufUtil.getBytes(first.get(i).data())));
    }
    return row;
  }
}
