package io.gyre.cli.e2e;

/** Flips in one process. */
class FlipIT extends Flips {
  FlipIT() {
    super(Topology.SINGLE);
  }
}
