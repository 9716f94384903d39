package io.gyre.router.control;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The workers that this router is attached to or calls: who is listed joins, who is listed no more
 * and doesn't answer goes. Confined to the control loop, but for {@link #targets()}.
 */
final class Attachments {
  private final ControlSettings settings;
  private final LoopScheduler scheduler;
  private final RandomGenerator random;
  private final Consumer<Set<String>> changed;
  private final Map<String, WorkerLink> links = new LinkedHashMap<>();
  private final Map<String, Attachment> attachments = new LinkedHashMap<>();

  /** Members that are attached to at an address where they are no more, by id: where they are. */
  private final Map<String, Target> successors = new HashMap<>();

  private Consumer<Target> dropped = _ -> {};
  private boolean running;
  private volatile List<Target> targets = List.of();

  /**
   * @param changed takes the models that may have changed, after each event
   */
  Attachments(
      ControlSettings settings,
      LoopScheduler scheduler,
      RandomGenerator random,
      Consumer<Set<String>> changed) {
    this.settings = settings;
    this.scheduler = scheduler;
    this.random = random;
    this.changed = changed;
  }

  /** What each worker has announced. */
  Collection<WorkerLink> links() {
    return links.values();
  }

  /** What the worker of that id has announced; null where there is none. */
  @Nullable WorkerLink link(String worker) {
    return links.get(worker);
  }

  Collection<Attachment> all() {
    return attachments.values();
  }

  /** The workers, on any thread. */
  List<Target> targets() {
    return targets;
  }

  /** Begins to attach, to those there are and to all that come. */
  void start() {
    running = true;
    List.copyOf(attachments.values()).forEach(Attachment::start);
  }

  /** See {@link ControlLoop#assign}. */
  void assign(List<Target> targets, Consumer<Target> onDropped) {
    dropped = onDropped;
    Map<String, Target> listed = new LinkedHashMap<>();
    targets.forEach(target -> listed.put(target.member().id(), target));
    Map<String, Target> before = Map.copyOf(successors);
    successors.clear();
    for (Attachment attachment : List.copyOf(attachments.values())) {
      Target now = listed.remove(attachment.target().member().id());
      boolean same = now != null && attachment.target().worker() == now.worker();
      if (now != null && same) {
        attachment.relist(now);
      } else if (now != null) {
        successors.put(now.member().id(), now);
      }
      attachment.list(same, now != null && !same);
    }
    listed.values().forEach(this::add);
    before.values().stream()
        .filter(target -> targets.stream().noneMatch(now -> now.worker() == target.worker()))
        .forEach(onDropped);
  }

  void add(Target target) {
    WorkerLink link = new WorkerLink(target);
    Attachment attachment =
        new Attachment(
            link,
            settings,
            scheduler,
            random,
            changed,
            this::remove,
            process -> other(link, process));
    links.put(target.member().id(), link);
    attachments.put(target.member().id(), attachment);
    noteTargets();
    if (running) {
      attachment.start();
    }
  }

  private Optional<Target> other(WorkerLink than, String process) {
    return process.isEmpty()
        ? Optional.empty()
        : links.values().stream()
            .filter(link -> link != than && link.isConnectedTo(process))
            .map(WorkerLink::target)
            .findFirst();
  }

  /** Makes room for the same worker at another address, where it is listed there. */
  private void remove(Attachment ended) {
    String id = ended.target().member().id();
    links.remove(id);
    attachments.remove(id);
    noteTargets();
    dropped.accept(ended.target());
    Target successor = successors.remove(id);
    if (successor != null) {
      add(successor);
    }
  }

  private void noteTargets() {
    targets = links.values().stream().map(WorkerLink::target).toList();
  }
}
