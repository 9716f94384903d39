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
  private final Map<Address, Target> targets = new HashMap<>();

  /**
   * @param loops event loops; the caller ends them after this
   * @param connectAhead whether to connect for requests before there are any
   */
  RemoteTargets(EventLoopGroup loops, boolean connectAhead) {
    this.loops = loops;
    this.connectAhead = connectAhead;
  }

  /** What makes a way another one; a member's zone or memory doesn't. */
  private record Address(String id, String host, int port) {
    static Address of(Member member) {
      return new Address(member.id(), member.host(), member.port());
    }
  }

  /** The ways to these members: those that there are, and new ones. */
  synchronized List<Target> to(List<Member> members) {
    return members.stream().map(this::to).toList();
  }

  private Target to(Member member) {
    return targets.compute(
        Address.of(member),
        (_, known) ->
            new Target(
                member,
                known == null
                    ? new RemoteWorker(member, loops, System::nanoTime, connectAhead)
                    : known.worker()));
  }

  /** Ends the way to a worker that is given up. */
  synchronized void drop(Target target) {
    Address address = Address.of(target.member());
    Target known = targets.get(address);
    if (known != null && known.worker() == target.worker()) {
      targets.remove(address);
      target.worker().close();
    }
  }

  @Override
  public synchronized void close() {
    targets.values().forEach(target -> target.worker().close());
    targets.clear();
  }
}
