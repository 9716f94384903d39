package io.gyre.loadtest.grpc;

import io.gyre.loadtest.client.Completion;
import io.gyre.loadtest.client.Failure;

/** Who hears of the requests of a connection, and of the connection itself. */
interface ConnectionOwner extends Completion {
  /** A connection could not be made, or broke before the server said how to use it. */
  void unusable(Failure failure, String detail);

  /** The connection is gone; its requests have failed. */
  void closed(Http2Connection connection);
}
