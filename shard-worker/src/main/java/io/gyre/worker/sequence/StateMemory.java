package io.gyre.worker.sequence;

import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.config.SequenceState;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one sequence has the model take at its next request: at first the initial values, then
 * copies of what the model gave, in memory of its own. Used by one thread at a time.
 */
final class StateMemory {
  private final List<SequenceState> states;
  private final ByteBufAllocator allocator;
  private final AtomicLong ledger;
  private final List<ByteBuf> owned = new ArrayList<>();
  private List<TensorView> current;

  /**
   * @param ledger where the bytes held are counted
   */
  StateMemory(List<SequenceState> states, ByteBufAllocator allocator, AtomicLong ledger) {
    this.states = states;
    this.allocator = allocator;
    this.ledger = ledger;
    this.current = initial(states);
  }

  /** What sequences begin with. */
  static List<TensorView> initial(List<SequenceState> states) {
    List<TensorView> views = new ArrayList<>(states.size());
    for (SequenceState state : states) {
      views.add(
          new TensorView(
              state.input().name(),
              state.input().datatype(),
              state.initialShape(),
              Unpooled.wrappedBuffer(state.initialData())));
    }
    return views;
  }

  /** The inputs for the next run, in the configuration's order. */
  List<TensorView> inputs() {
    return current;
  }

  /**
   * Takes a copy of what the model gave.
   *
   * @param given the outputs, in the configuration's order
   */
  void keep(List<TensorView> given) {
    List<ByteBuf> copies = new ArrayList<>(given.size());
    List<TensorView> next = new ArrayList<>(given.size());
    try {
      for (int i = 0; i < given.size(); i++) {
        TensorView output = given.get(i);
        ByteBuf data = output.data();
        ByteBuf copy = allocator.directBuffer(Math.max(1, data.readableBytes()));
        copies.add(copy);
        copy.writeBytes(data, data.readerIndex(), data.readableBytes());
        next.add(
            new TensorView(states.get(i).input().name(), output.datatype(), output.shape(), copy));
      }
    } catch (RuntimeException | Error e) {
      copies.forEach(ByteBuf::release);
      throw e;
    }
    free();
    current = next;
    owned.addAll(copies);
    owned.forEach(buffer -> ledger.addAndGet(buffer.capacity()));
  }

  /** Goes back to the initial values. */
  void reset() {
    free();
    current = initial(states);
  }

  /** Gives the memory back; nothing may run after. */
  void free() {
    owned.forEach(buffer -> {
      ledger.addAndGet(-buffer.capacity());
      buffer.release();
    });
    owned.clear();
    current = List.of();
  }
}
