package io.gyre.cluster.consul;

import io.gyre.cluster.member.Findings;
import io.gyre.cluster.member.Member;
import io.gyre.cluster.member.MemberFinder;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kiwiproject.consul.Consul;
import org.kiwiproject.consul.ConsulException;
import org.kiwiproject.consul.model.ConsulResponse;
import org.kiwiproject.consul.model.health.ServiceHealth;
import org.kiwiproject.consul.option.ImmutableQueryOptions;

/**
 * Finds the instances of a service whose checks pass, by questions that Consul answers when the
 * list changes.
 */
public final class ConsulMembers implements MemberFinder {
  /** Short enough that members who are held are let go in time, though the list stays as it is. */
  private static final int LONGEST_WAIT_SECONDS = 10;

  /** Consul adds up to a sixteenth to the wait. */
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(LONGEST_WAIT_SECONDS + 5);

  /** Bounds the questions about a list that changes all the time. */
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final ConsulSettings settings;
  private final Consul consul;
  private @Nullable BigInteger index;

  /**
   * A finder that has not asked yet.
   *
   * @throws IOException where the file of authorities can't be used
   */
  public ConsulMembers(ConsulSettings settings) throws IOException {
    this.settings = settings;
    this.consul = ConsulConnections.open(settings, LONGEST_ANSWER);
  }

  @Override
  public String source() {
    return settings.toString();
  }

  @Override
  public Findings find() {
    try {
      ConsulResponse<List<ServiceHealth>> answer =
          consul.healthClient().getHealthyServiceInstances(settings.service(), options());
      index = next(answer.getIndex());
      return read(answer.getResponse());
    } catch (ConsulException e) {
      index = null;
      return new Findings.Failed(settings.agent() + ": " + ConsulConnections.reason(e));
    }
  }

  private ImmutableQueryOptions options() {
    ImmutableQueryOptions.Builder options =
        ImmutableQueryOptions.builder().addAllTag(settings.tags());
    if (!settings.datacenter().isEmpty()) {
      options.datacenter(settings.datacenter());
    }
    if (index != null) {
      options.index(index).wait(LONGEST_WAIT_SECONDS + "s");
    }
    return options.build();
  }

  /** An index that goes back is of an agent that has begun anew: the wait begins anew too. */
  private @Nullable BigInteger next(BigInteger answered) {
    boolean counts = answered.signum() > 0 && (index == null || answered.compareTo(index) >= 0);
    return counts ? answered : null;
  }

  private static Findings read(List<ServiceHealth> instances) {
    List<Member> members = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (ServiceHealth instance : instances) {
      try {
        members.add(Registration.read(instance.getNode(), instance.getService()));
      } catch (IllegalArgumentException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    return new Findings.Found(members, problems);
  }

  @Override
  public Duration pause() {
    return PAUSE;
  }

  @Override
  public void close() {
    consul.destroy();
  }
}
