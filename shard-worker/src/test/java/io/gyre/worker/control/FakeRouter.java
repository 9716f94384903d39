package io.gyre.worker.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cluster.control.ControlListener;
import io.gyre.cluster.transport.UnitMessage;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.unit.UnitId;
import io.gyre.proto.worker.Announcement;
import io.gyre.proto.worker.RouterMessage.Release;
import io.gyre.proto.worker.UnitState;
import io.gyre.proto.worker.WorkerMessage;
import io.gyre.worker.replica.Answers;
import io.gyre.worker.replica.Replica;
import io.gyre.worker.replica.Requests;
import io.gyre.worker.replica.ServedReplicas;
import io.gyre.worker.replica.Tensors;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A router on a slow line: announcements and releases take their time, and the line breaks. It
 * sends to every unit that it was told of and has not released, and stops soon after its line
 * broke.
 */
final class FakeRouter {
  private final String name;
  private final UnitControl control;
  private final ServedReplicas served;
  private final Random random;
  private final Map<UnitId, Long> released = new HashMap<>();
  private final ArrayDeque<WorkerMessage> inbox = new ArrayDeque<>();
  private final ArrayDeque<Release> outbox = new ArrayDeque<>();
  private Announced picture = new Announced();
  private @Nullable Line line;
  private long lostAt;

  FakeRouter(String name, UnitControl control, ServedReplicas served, Random random) {
    this.name = name;
    this.control = control;
    this.served = served;
    this.random = random;
  }

  boolean isConnected() {
    return line != null;
  }

  void connect() {
    released.clear();
    inbox.clear();
    outbox.clear();
    picture = new Announced();
    line = new Line();
    control.attach(name, line);
  }

  void disconnect(long now) {
    if (line != null) {
      control.detach(name, line);
      line = null;
      lostAt = now;
      inbox.clear();
      outbox.clear();
    }
  }

  /** Takes the next announcement that is on its way. */
  void hear() {
    if (!inbox.isEmpty()) {
      picture.onMessage(inbox.remove());
    }
  }

  /** Releases some RETIRING unit; the release is on its way from now on. */
  void releaseOne() {
    for (UnitId unit : usable()) {
      if (picture.state(unit) == UnitState.RETIRING) {
        released.put(unit, picture.number(unit));
        outbox.add(
            Release.newBuilder()
                .setUnit(UnitMessage.of(unit))
                .setNumber(picture.number(unit))
                .build());
        return;
      }
    }
  }

  /** Lets the oldest release arrive. */
  void deliverRelease() {
    if (line != null && !outbox.isEmpty()) {
      control.release(name, line, outbox.remove());
    }
  }

  /** Sends a request to a unit that it may use, which the worker must not refuse. */
  @Nullable Answers send(long now, long patience) {
    List<UnitId> usable = usable();
    if (usable.isEmpty() || line == null && now - lostAt >= patience) {
      return null;
    }
    UnitId unit = usable.get(random.nextInt(usable.size()));
    Replica replica = served.of(unit);
    assertThat(replica).as("%s may send to %s", name, unit).isNotNull();
    Answers answer = new Answers();
    if (replica != null) {
      replica.infer(Requests.of(Tensors.pairs("X", 1, 1)), answer);
    }
    assertThat(answer.isDone() && answer.outcome() instanceof Refusal).isFalse();
    return answer;
  }

  boolean isSettled() {
    return inbox.isEmpty() && outbox.isEmpty() && usable().isEmpty();
  }

  private List<UnitId> usable() {
    List<UnitId> usable = new ArrayList<>();
    for (Map.Entry<UnitId, Announcement> entry : picture.units().entrySet()) {
      UnitState state = entry.getValue().getState();
      boolean serves = state == UnitState.READY || state == UnitState.RETIRING;
      Long number = released.get(entry.getKey());
      if (serves && (number == null || number < entry.getValue().getNumber())) {
        usable.add(entry.getKey());
      }
    }
    return usable;
  }

  /** One stream; what arrives after its end is lost. */
  private final class Line implements ControlListener {
    @Override
    public void onMessage(WorkerMessage message) {
      if (line == this) {
        inbox.add(message);
      }
    }

    @Override
    public void onEnd(String reason) {
      if (line == this) {
        line = null;
      }
    }
  }
}
