package io.gyre.cluster.consul;

import io.gyre.cluster.member.Member;
import io.gyre.cluster.member.MemberAnnouncer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.kiwiproject.consul.Consul;
import org.kiwiproject.consul.ConsulException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers a worker with its Consul agent, and again where an agent has come back without it. Its
 * thread is its own.
 */
public final class ConsulAnnouncer implements MemberAnnouncer {
  private static final Logger LOG = LoggerFactory.getLogger(ConsulAnnouncer.class);
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(3);

  private final ConsulSettings settings;
  private final Member self;
  private final Duration interval;
  private final Consul consul;
  private final String instance;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("gyre-announcer").factory());
  private final AtomicBoolean closed = new AtomicBoolean();
  private boolean reachable = true;

  /**
   * An announcer that has said nothing yet.
   *
   * @param self the worker, at the address that others call it by
   * @param interval how often the agent is looked at
   * @throws IOException where the file of authorities can't be used
   */
  public ConsulAnnouncer(ConsulSettings settings, Member self, Duration interval)
      throws IOException {
    this.settings = settings;
    this.self = self;
    this.interval = interval;
    this.consul = ConsulConnections.open(settings, LONGEST_ANSWER);
    this.instance = Registration.instance(settings, self);
  }

  @Override
  public void announce() {
    var _ = thread.scheduleWithFixedDelay(this::keep, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void keep() {
    try {
      if (!consul.agentClient().isRegistered(instance)) {
        consul.agentClient().register(Registration.of(settings, self));
        LOG.info("registered as '{}' at {}, {}", self.id(), self.address(), settings);
      }
      reachable = true;
    } catch (RuntimeException e) {
      if (reachable) {
        LOG.warn(
            "can't keep '{}' registered, {}: {}; it is tried again every {} s",
            self.id(),
            settings,
            ConsulConnections.reason(e),
            interval.toSeconds());
      }
      reachable = false;
    }
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    thread.shutdownNow();
    try {
      if (thread.awaitTermination(LONGEST_ANSWER.toNanos(), TimeUnit.NANOSECONDS)) {
        consul.agentClient().deregister(instance);
      }
    } catch (ConsulException e) {
      LOG.warn(
          "can't take '{}' out, {}: {}; its check fails from now on, and routers find out",
          self.id(),
          settings,
          ConsulConnections.reason(e));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      consul.destroy();
    }
  }
}
