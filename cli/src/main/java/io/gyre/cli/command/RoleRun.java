package io.gyre.cli.command;

import io.gyre.cli.command.SettingOptions.Resolved;
import io.gyre.cli.config.Keys;
import io.gyre.cli.logging.Logging;
import io.gyre.cli.logging.ProcessLog;
import io.gyre.cli.logging.Terminal;
import io.gyre.cli.serve.Installation;
import io.gyre.cli.serve.Role;
import io.gyre.cli.serve.ServerProcess;
import io.gyre.cli.serve.StartException;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server from its start to its end: ready line, wait for the wish to stop, drain, exit code.
 */
final class RoleRun implements Callable<Integer> {
  private final Role role;
  private final Resolved resolved;

  RoleRun(Role role, Resolved resolved) {
    this.role = role;
    this.resolved = resolved;
  }

  @Override
  public Integer call() throws StartException, InterruptedException {
    ProcessLog processLog = Logging.start(resolved.settings().get(Keys.LOG_LEVEL).level());
    Logger log = LoggerFactory.getLogger(RoleRun.class);
    resolved.warnings().forEach(log::warn);
    StopSignal stop = StopSignal.install();
    try (ServerProcess server =
        ServerProcess.start(
            role, resolved.settings(), resolved.file(), Installation.ofLauncher(), processLog)) {
      server.drainAsked().thenRun(stop::stop);
      LoadingProgress progress = new LoadingProgress(new Terminal(System.err), server);
      if (progress.awaitLoaded(stop)) {
        System.out.println(server.endpoints().readyLine());
        System.out.flush();
        Welcome.print(System.err, role, resolved.settings(), server.endpoints());
        stop.await();
      }
      log.info("stopping: finishing the requests under way; a second signal stops at once");
      server.drain();
    }
    return 0;
  }
}
