package io.gyre.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.inference.tensor.TensorView;
import io.gyre.loadtest.client.CallOptions;
import io.gyre.loadtest.client.Client;
import io.gyre.loadtest.client.Completion;
import io.gyre.loadtest.client.Failure;
import io.gyre.loadtest.client.ModelName;
import io.gyre.loadtest.client.Wire;
import io.gyre.loadtest.payload.Sample;
import io.gyre.loadtest.payload.Signature;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class ClosedLoopTest {
  private static final int IN_FLIGHT = 4;
  private static final Call CALL = new Call(new byte[1], new byte[1]);
  private final Server server = new Server();

  @Test
  void keepsItsNumberOfRequestsInFlightUntilTheEnd() {
    try (ClosedLoop loop = new ClosedLoop(server, CALL, IN_FLIGHT, 1, false)) {
      loop.runUntil(System.nanoTime() + 2_000_000);
      assertThat(server.most).isEqualTo(IN_FLIGHT);
      assertThat(loop.answered()).isPositive();
    }
  }

  @Test
  void drainingLeavesNothingInFlight() {
    try (ClosedLoop loop = new ClosedLoop(server, CALL, IN_FLIGHT, 1, false)) {
      loop.runUntil(System.nanoTime() + 1_000_000);
      loop.drain();
      assertThat(server.underWay).isEmpty();
      assertThat(loop.answered()).isEqualTo(server.answered);
    }
  }

  @Test
  void aFailedRequestEndsTheLoadWithItsReason() {
    server.failing = true;
    try (ClosedLoop loop = new ClosedLoop(server, CALL, IN_FLIGHT, 1, false)) {
      assertThatThrownBy(() -> loop.runUntil(System.nanoTime() + 1_000_000_000))
          .hasMessageContaining("timed out")
          .hasMessageContaining("on purpose");
    }
  }

  /** Answers one request at each poll. */
  private static final class Server implements Wire {
    private final Queue<Integer> underWay = new ArrayDeque<>();
    private int most;
    private long answered;
    private boolean failing;

    @Override
    public Client open(boolean keepAnswers, int connections, int slots, Completion completion) {
      return new Client() {
        @Override
        public boolean hasRoom() {
          return true;
        }

        @Override
        public void send(int slot, byte[] head, byte[] body) {
          underWay.add(slot);
          most = Math.max(most, underWay.size());
        }

        @Override
        public void poll(long nanos) {
          int slot = underWay.remove();
          if (failing) {
            completion.failed(slot, Failure.TIMED_OUT, "on purpose");
          } else {
            answered++;
            completion.answered(slot, new byte[0]);
          }
        }

        @Override
        public void cancel(int slot) {
          throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
          underWay.clear();
        }
      };
    }

    @Override
    public Signature signature(ModelName model) {
      throw new UnsupportedOperationException();
    }

    @Override
    public byte[] head(ModelName model, CallOptions options) {
      throw new UnsupportedOperationException();
    }

    @Override
    public byte[] body(ModelName model, CallOptions options, Sample sample) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<TensorView> outputs(byte[] answer) {
      throw new UnsupportedOperationException();
    }
  }
}
