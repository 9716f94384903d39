package io.gyre.cli.serve;

import io.gyre.cluster.member.Member;
import io.gyre.router.control.Target;
import io.gyre.router.remote.RemoteWorker;
import io.netty.channel.EventLoopGroup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The ways to workers of other processes, which it owns: each is dialled when it is first used. */
final class RemoteTargets implements AutoCloseable {
  private final EventLoopGroup loops;
  private final boolean connectAhead;
  private final Map<Member, Target> targets = new HashMap<>();

  /**
   * @param loops event loops; the caller ends them after this
   * @param connectAhead whether to connect for requests before there are any
   */
  RemoteTargets(EventLoopGroup loops, boolean connectAhead) {
    this.loops = loops;
    this.connectAhead = connectAhead;
  }

  /** The ways to these members: those that there are, and new ones. */
  synchronized List<Target> to(List<Member> members) {
    return members.stream()
        .map(member ->
            targets.computeIfAbsent(
                member,
                _ ->
                    new Target(
                        member, new RemoteWorker(member, loops, System::nanoTime, connectAhead))))
        .toList();
  }

  /** Ends the way to a worker that is given up. */
  synchronized void drop(Target target) {
    if (targets.remove(target.member(), target)) {
      target.worker().close();
    }
  }

  @Override
  public synchronized void close() {
    targets.values().forEach(target -> target.worker().close());
    targets.clear();
  }
}
