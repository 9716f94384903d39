package io.gyre.loadtest.client;

/**
 * Connections to one target, driven by the one thread that opened them.
 *
 * <p>Every request that was sent ends in one call of the {@link Completion}, or is cancelled. A
 * connection that is lost is made anew.
 */
public interface Client extends AutoCloseable {
  /** Whether another request can be sent at once. */
  boolean hasRoom();

  /**
   * Sends a request, at the latest at the next {@link #poll}.
   *
   * @param slot what the completion will be told; free to be used again after that
   * @param head bytes as the client's {@link Wire} wrote them; not changed
   * @param body like {@code head}
   */
  void send(int slot, byte[] head, byte[] body);

  /** Gives up on a request that has not ended. */
  void cancel(int slot);

  /**
   * Sends and receives what there is, and waits for at most {@code nanos} where there is nothing.
   */
  void poll(long nanos);

  @Override
  void close();
}
