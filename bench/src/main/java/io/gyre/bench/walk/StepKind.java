package io.gyre.bench.walk;

/** What may happen in a walk. */
enum StepKind {
  /** A newer version of a model appears in the registry. */
  PUBLISH(3),
  /** A version that can't be loaded appears. */
  PUBLISH_BAD(2),
  /** The content of the newest version changes. */
  REVISE(1),
  /** The newest version disappears. */
  WITHDRAW(1),
  /** Demand asks for more replicas of a model, or for fewer. */
  DEMAND(2),
  /** A worker reads the registry. */
  READ(8),
  /** A worker hears who the members are. */
  HEAR(8),
  /** A worker that lives is taken off the list of members, or put back. */
  RELIST(2),
  /** A worker is told to give everything away and end. */
  DRAIN(1),
  /** A worker's process dies. */
  CRASH(1),
  /** A worker's process begins. */
  START(4),
  /** A router's process dies, and another one takes its place. */
  REPLACE_ROUTER(1),
  /** A load goes a step further, well or not. */
  LOAD(14),
  /** The control stream between a router and a worker breaks. */
  BREAK(2),
  /** One side learns that the stream is broken. */
  NOTICE(5),
  /** A router and a worker can't reach one another, or can again. */
  PARTITION(1),
  /** A message of a control stream arrives. */
  DELIVER(34),
  /** A client sends a request. */
  REQUEST(12),
  /** A request arrives at its worker. */
  ARRIVE(12),
  /** A run ends. */
  FINISH(10),
  /** An answer arrives at its router. */
  ANSWER(10),
  /** A worker looks at its clock. */
  TICK(6),
  /** Time passes. */
  WAIT(6);

  private final int weight;

  StepKind(int weight) {
    this.weight = weight;
  }

  /** How often it happens, beside the others. */
  int weight() {
    return weight;
  }
}
