package io.gyre.cli.e2e;

/** Flips behind a router, at two workers. */
class DistributedFlipIT extends Flips {
  DistributedFlipIT() {
    super(Topology.DISTRIBUTED);
  }
}
