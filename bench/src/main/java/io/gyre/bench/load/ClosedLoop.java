package io.gyre.bench.load;

/** A load that keeps a fixed number of requests in flight from its start to its end. */
public interface ClosedLoop extends AutoCloseable {
  /** Requests answered as expected since the start. */
  long answered();

  /** Fails where an answer was not the expected one, naming it. */
  void check();

  @Override
  void close();
}
