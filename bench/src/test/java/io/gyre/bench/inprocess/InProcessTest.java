package io.gyre.bench.inprocess;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.bench.batching.BatchingExperiment;
import io.gyre.bench.experiment.Effort;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.json.JsonExperiment;
import io.gyre.bench.model.BenchModel;
import io.gyre.loader.onnxruntime.OnnxRuntimeEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InProcessTest {
  /** The library on the class path. */
  private static final NativeEngine ENGINE = new NativeEngine(Path.of("no such folder"));

  private static final Duration SHORT = Duration.ofMillis(5);
  private static final Effort SHORTEST = new Effort(1, SHORT, 1, 1);

  @Test
  void everyModelRunsRawAndThroughTheWorker() throws Exception {
    for (BenchModel model :
        List.of(
            BenchModel.dense("dense", 4, 16, 64, 3),
            BenchModel.chain("chain", 2, 3),
            BenchModel.head("head", 1, 100, 10))) {
      try (OnnxRuntimeEngine engine = ENGINE.open();
          RawModel raw = RawModel.open(engine, model);
          RawContender loop = raw.looping(model.largestBatch());
          InProcessWorker worker = InProcessWorker.serve(engine, model);
          WorkerContender calls = worker.calling(model, 3)) {
        assertThat(loop.work(SHORT).rate()).isPositive();
        assertThat(calls.work(SHORT).rate()).isPositive();
      }
    }
  }

  @Test
  void aFullQueueRefuses() throws Exception {
    BenchModel full =
        BenchModel.chain("full", 1, 50)
            .with("full", "dynamic_batching { default_queue_policy { max_queue_size: 1 } }");
    try (OnnxRuntimeEngine engine = ENGINE.open();
        InProcessWorker worker = InProcessWorker.serve(engine, full);
        RefusedContender refused = worker.refusing(full)) {
      double rate = 0;
      while (rate == 0) { // the first calls of a cold process fill the queue slowly
        rate = refused.work(SHORT).rate();
      }
      assertThat(rate).isPositive();
    }
  }

  @Test
  void experimentsInThisProcessGiveTheirFigures() throws Exception {
    assertThat(new BatchingExperiment(ENGINE).run(SHORTEST, _ -> {}))
        .extracting(Figure::id)
        .contains("batching.wide", "batching.idle-wait-us");
    assertThat(new JsonExperiment().run(SHORTEST, _ -> {}))
        .extracting(Figure::id)
        .containsExactly("json.numbers", "json.garbage-per-number");
  }
}
