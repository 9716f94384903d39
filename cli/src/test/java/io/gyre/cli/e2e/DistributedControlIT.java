package io.gyre.cli.e2e;

/** Control behind a router, at two workers. */
class DistributedControlIT extends Control {
  DistributedControlIT() {
    super(Topology.DISTRIBUTED);
  }
}
