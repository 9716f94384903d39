package io.gyre.worker.replica;

import static io.gyre.worker.replica.Configurations.input;
import static io.gyre.worker.replica.Configurations.output;
import static io.gyre.worker.replica.Tensors.floats;
import static io.gyre.worker.replica.Tensors.pairs;
import static io.gyre.worker.replica.Tensors.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.request.Deadline;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.RequestedOutput;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.loader.config.InputConfiguration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReplicaBatchingTest extends ReplicaHarness {
  @Test
  void batchesFormWhileTheInstanceIsBusyAndRowsGoBackToTheirRequests() {
    Answers first = send(Requests.of(pairs("X", 1, 0)));
    model.awaitRuns(1);
    List<Answers> waiting = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      waiting.add(send(Requests.of(pairs("X", 2, 10 * i))));
    }
    model.permit(3);

    assertThat(first.floats()).containsExactly(0, 1);
    for (int i = 1; i <= 5; i++) {
      float start = 20 * i;
      assertThat(waiting.get(i - 1).floats())
          .containsExactly(start, start + 1, start + 2, start + 3);
    }
    assertThat(model.batches()).containsExactly(1, 8, 2);
  }

  @Test
  void requestsOfDifferentShapesDoNotShareBatches() throws Exception {
    serve(
        FakeModel.held(allocator),
        Configurations.batching(
            8,
            1,
            List.of(input("X", Datatype.FP32, -1, -1)),
            List.of(output("Y", Datatype.FP32, -1, -1))),
        100);
    Answers first = send(Requests.of(floats("X", Shape.of(1, 1), 1)));
    model.awaitRuns(1);
    Answers wide = send(Requests.of(floats("X", Shape.of(1, 3), 1, 2, 3)));
    Answers narrow = send(Requests.of(floats("X", Shape.of(1, 1), 4)));
    Answers wideToo = send(Requests.of(floats("X", Shape.of(1, 3), 5, 6, 7)));
    model.permit(3);

    assertThat(first.floats()).containsExactly(2);
    assertThat(wide.floats()).containsExactly(2, 4, 6);
    assertThat(wideToo.floats()).containsExactly(10, 12, 14);
    assertThat(narrow.floats()).containsExactly(8);
    assertThat(model.batches()).containsExactly(1, 2, 1);
  }

  @Test
  void randomRequestsOfManyShapesEachGetTheirOwnRows() throws Exception {
    serve(
        FakeModel.free(allocator),
        Configurations.batching(
            8,
            2,
            List.of(input("X", Datatype.FP32, -1, -1, -1)),
            List.of(output("Y", Datatype.FP32, -1, -1, -1))),
        10_000);
    Random random = new Random(11);
    List<Answers> answers = new ArrayList<>();
    List<Shape> shapes = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      Shape shape = Shape.of(1 + random.nextInt(4), 1 + random.nextInt(3), 1 + random.nextInt(3));
      float[] values = new float[(int) shape.elementCount()];
      Arrays.fill(values, 1_000 + i);
      shapes.add(shape);
      answers.add(send(Requests.of(floats("X", shape, values))));
    }

    for (int i = 0; i < answers.size(); i++) {
      assertThat(answers.get(i).outputs().getFirst().shape()).isEqualTo(shapes.get(i));
      assertThat(answers.get(i).floats()).containsOnly(2 * (1_000 + i));
    }
    assertThat(model.batches()).allMatch(rows -> rows <= 8).anyMatch(rows -> rows > 4);
  }

  @Test
  void textsOfABatchGoBackToTheirRequests() throws Exception {
    serve(
        FakeModel.held(allocator),
        Configurations.batching(
            8,
            1,
            List.of(input("X", Datatype.BYTES, -1, 2)),
            List.of(output("Y", Datatype.BYTES, -1, 2))),
        100);
    Answers first = send(Requests.of(texts("X", Shape.of(1, 2), "a", "b")));
    model.awaitRuns(1);
    Answers second = send(Requests.of(texts("X", Shape.of(2, 2), "", "cc", "ddd", "é")));
    Answers third = send(Requests.of(texts("X", Shape.of(1, 2), "f", "")));
    model.permit(2);

    first.response().close();
    assertThat(Tensors.textsOf(second.outputs().getFirst())).containsExactly("", "cc", "ddd", "é");
    assertThat(second.outputs().getFirst().shape()).isEqualTo(Shape.of(2, 2));
    second.response().close();
    assertThat(Tensors.textsOf(third.outputs().getFirst())).containsExactly("f", "");
    third.response().close();
  }

  @Test
  void modelWhoseOutputHasNoBatchIsNamedAndNeverSlicedWrongly() throws Exception {
    InputConfiguration flat =
        new InputConfiguration(input("X", Datatype.FP32, -1, 2).tensor(), Shape.of(4), false);
    serve(
        FakeModel.free(allocator),
        Configurations.batching(8, 1, List.of(flat), List.of(output("Y", Datatype.FP32, -1, 2))),
        100);

    Answers answer = send(Requests.of(pairs("X", 2, 0)));

    assertThat(answer.refusal().reason()).isEqualTo(Reason.EXECUTION_FAILED);
    assertThat(answer.refusal().message())
        .contains("'m'", "'Y'", "[4]", "batch of 2", "max_batch_size: 0");
  }

  @Test
  void modelWithoutBatchRunsRequestByRequest() throws Exception {
    serve(
        FakeModel.held(allocator),
        Configurations.unbatched(
            List.of(input("X", Datatype.FP32, 2)), List.of(output("Y", Datatype.FP32, 2))),
        100);
    Answers first = send(Requests.of(floats("X", Shape.of(2), 1, 2)));
    model.awaitRuns(1);
    Answers second = send(Requests.of(floats("X", Shape.of(2), 3, 4)));
    Answers third = send(Requests.of(floats("X", Shape.of(2), 5, 6)));
    model.permit(3);

    assertThat(first.floats()).containsExactly(2, 4);
    assertThat(second.floats()).containsExactly(6, 8);
    assertThat(third.floats()).containsExactly(10, 12);
    assertThat(model.batches()).hasSize(3);
  }

  @Test
  void eachRequestOfABatchGetsTheOutputsItAskedFor() throws Exception {
    serve(
        FakeModel.held(allocator),
        Configurations.batching(
            8,
            1,
            List.of(input("X", Datatype.FP32, -1, 2)),
            List.of(
                output("Y", Datatype.FP32, -1, 2),
                output("Z", Datatype.FP32, -1, 2),
                output("W", Datatype.FP32, -1, 2))),
        100);
    Answers first = send(Requests.of(pairs("X", 1, 0)));
    model.awaitRuns(1);
    Answers reversed = send(asking(1, "W", "Y", "W"));
    Answers classes =
        send(
            Requests.of(
                List.of(pairs("X", 1, 2)), List.of(new RequestedOutput("Y", 1)), Deadline.NONE));
    model.permit(2);

    assertThat(first.outputs()).extracting("name").containsExactly("Y", "Z", "W");
    assertThat(reversed.outputs()).extracting("name").containsExactly("Y", "W");
    assertThat(Tensors.textsOf(classes.outputs().getFirst())).containsExactly("5.000000:1");
    for (Answers answer : List.of(first, reversed, classes)) {
      answer.response().close();
    }
  }

  private static InferenceRequest asking(int first, String... outputs) {
    List<RequestedOutput> requested = new ArrayList<>();
    for (String output : outputs) {
      requested.add(new RequestedOutput(output, 0));
    }
    return Requests.of(List.of(pairs("X", 1, first)), requested, Deadline.NONE);
  }
}
