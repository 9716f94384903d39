package io.gyre.loadtest.http;

import io.gyre.loadtest.client.Completion;

/** Who hears of the request of a connection, and of the connection itself. */
interface ConnectionOwner extends Completion {
  /** The connection is ready for another request. */
  void idle(HttpConnection connection);

  /**
   * The connection is gone.
   *
   * @param connected whether it ever was there
   */
  void closed(HttpConnection connection, boolean connected);
}
