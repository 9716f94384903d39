package io.gyre.cli.command;

import io.gyre.cli.logging.Terminal;
import io.gyre.cli.serve.Loading;
import io.gyre.cli.serve.ServerProcess;
import java.time.Duration;

/** Waits until every model has loaded or failed, and shows on a terminal how far that is. */
final class LoadingProgress {
  private static final Duration REFRESH = Duration.ofMillis(20);

  private final Terminal terminal;
  private final ServerProcess server;

  LoadingProgress(Terminal terminal, ServerProcess server) {
    this.terminal = terminal;
    this.server = server;
  }

  /** Waits for the models; false where the signal to stop came first. */
  boolean awaitLoaded(StopSignal stop) throws InterruptedException {
    while (true) {
      Loading loading = server.loading();
      if (loading.isOver()) {
        terminal.clear();
        return true;
      }
      terminal.progress(loading.summary());
      if (stop.await(REFRESH)) {
        terminal.clear();
        return false;
      }
    }
  }
}
