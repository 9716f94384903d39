package io.gyre.cli.serve;

/** What one process is in the cluster. */
public enum Role {
  /** Router and worker in one. */
  SERVE,
  /** Answers clients, with workers elsewhere. */
  ROUTER,
  /** Runs models, for routers elsewhere. */
  WORKER
}
