package io.gyre.cli.serve;

import io.gyre.cli.config.Keys;
import io.gyre.cli.config.Settings;
import io.gyre.cluster.member.Member;
import io.gyre.router.control.Target;
import io.gyre.router.remote.RemoteWorker;
import io.netty.channel.EventLoopGroup;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Ways to the workers that the configuration lists. */
final class RemoteTargets {
  private RemoteTargets() {}

  /**
   * A target for each listed worker, dialled when it is first used.
   *
   * @param closing takes the connections
   * @throws StartException where none is listed, or one twice
   */
  static List<Target> open(Settings settings, EventLoopGroup loops, Closing closing)
      throws StartException {
    List<Member> members = settings.get(Keys.WORKERS);
    if (members.isEmpty()) {
      throw new StartException(
          "a router needs workers: name them with --worker ID=HOST:PORT, or in the key "
              + Keys.WORKERS.path());
    }
    Set<String> ids = new HashSet<>();
    for (Member member : members) {
      if (!ids.add(member.id())) {
        throw new StartException(
            "the worker '%s' is listed twice (%s): give each its own id"
                .formatted(member.id(), Keys.WORKERS.path()));
      }
    }
    return members.stream()
        .map(member ->
            new Target(member, closing.add(new RemoteWorker(member, loops, System::nanoTime))))
        .toList();
  }
}
