package io.gyre.worker.control;

import io.gyre.cluster.transport.UnitMessage;
import io.gyre.inference.unit.UnitId;
import io.gyre.loader.lifecycle.HeldUnit;
import io.gyre.loader.lifecycle.UnitState;
import io.gyre.proto.worker.Announcement;
import io.gyre.worker.replica.Replica;
import io.gyre.worker.replica.UnitMemory;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A unit as the control loop follows it: its state, and what was last announced of it. Confined to
 * that loop.
 */
final class TrackedUnit {
  private static final String VANISHED =
      "its files are gone from the repository; it serves until another version takes over";

  private final UnitId unit;
  private UnitState state = UnitState.WANTED;
  private long number;
  private long announcedAt;
  private String reason = "";
  private boolean condemned;
  private String verdict = "";
  private boolean vanished;
  private long bytesNeeded;
  private long bytesFree;
  private long fileBytes;
  private long loadingBytes;
  private long announcedBytes;
  private int failures;
  private long retryAt;
  private @Nullable Replica replica;

  /**
   * A unit that has just become WANTED.
   *
   * @param number number of the announcement that says so
   */
  TrackedUnit(UnitId unit, long number, long now) {
    this.unit = unit;
    this.number = number;
    this.announcedAt = now;
  }

  /** A unit that isn't wanted, for a verdict that is older than this process. */
  static TrackedUnit condemned(UnitId unit, String why, long number, long now) {
    TrackedUnit tracked = new TrackedUnit(unit, number, now);
    tracked.state = UnitState.FAILED;
    tracked.verdict = why;
    return tracked;
  }

  UnitId unit() {
    return unit;
  }

  UnitState state() {
    return state;
  }

  long number() {
    return number;
  }

  /** Gives the loaded copy away; null where there is none. */
  @Nullable Replica takeReplica() {
    Replica taken = replica;
    replica = null;
    return taken;
  }

  /**
   * Enters a state.
   *
   * @param announced number of the announcement that says so, higher than any before
   * @throws IllegalStateException where the state may not follow
   */
  void become(UnitState next, long announced, long now) {
    if (!state.canBecome(next)) {
      throw new IllegalStateException(unit + ": " + state + " can't become " + next);
    }
    state = next;
    reason = "";
    condemned = false;
    renumber(announced, now);
  }

  /** Has the same state announced anew. */
  void renumber(long announced, long now) {
    number = announced;
    announcedAt = now;
  }

  /** Notes the room that is lacking. */
  void lacks(RoomReport room) {
    bytesNeeded = room.needed();
    bytesFree = room.free();
    reason = room.reason();
  }

  /**
   * Notes what the load under way is expected to need.
   *
   * @param files size of the unit's files
   */
  void loading(long files, long bytes) {
    fileBytes = files;
    loadingBytes = bytes;
  }

  /** Size of the files of the last load. */
  long fileBytes() {
    return fileBytes;
  }

  /** Memory that the load under way is expected to need; 0 where none is. */
  long loadingBytes() {
    return state.loads() ? loadingBytes : 0;
  }

  /** Notes what was loaded. */
  void loaded(Replica copy) {
    replica = copy;
    failures = 0;
  }

  /**
   * Notes why the load failed.
   *
   * @param fileAtFault whether only a change of the files can help
   * @param nextTry when another try may help
   */
  void failed(String why, boolean fileAtFault, long nextTry) {
    reason = why;
    condemned = fileAtFault;
    failures++;
    retryAt = nextTry;
  }

  /** Notes that routers condemned its version, for as long as it is followed. */
  void condemn(String why) {
    verdict = why;
  }

  /** Has a failed load tried again at once, whoever was at fault. */
  void retryNow(long now) {
    condemned = false;
    retryAt = now;
  }

  /** Whether time alone may bring the next step. */
  boolean isRestless() {
    return state != UnitState.READY && !condemned;
  }

  /** Whether its files are at fault for a failed load. */
  boolean isCondemned() {
    return condemned;
  }

  /** Notes whether its files are gone; the result says whether that is news. */
  boolean vanish(boolean gone) {
    boolean isNews = vanished != gone;
    vanished = gone;
    return isNews;
  }

  /** Whether routers condemned its version. */
  boolean isCondemnedByVerdict() {
    return !verdict.isEmpty();
  }

  /** Loads that failed in a row. */
  int failures() {
    return failures;
  }

  /** The unit at this moment, as decisions see it. */
  HeldUnit snapshot(Map<String, Long> leases) {
    int inFlight = replica == null ? 0 : replica.inFlight();
    return new HeldUnit(
        unit,
        state,
        number,
        announcedAt,
        leases,
        inFlight,
        failures,
        condemned ? Long.MAX_VALUE : retryAt);
  }

  /** Whether its memory differs by more than a sixteenth from what routers were told. */
  boolean hasOtherMemory() {
    return replica != null
        && Math.abs(replica.memory().total() - announcedBytes) > announcedBytes / 16;
  }

  /** The unit at this moment, as routers are told. */
  Announcement announcement() {
    Announcement.Builder message =
        Announcement.newBuilder()
            .setUnit(UnitMessage.of(unit))
            .setState(UnitMessages.toMessage(state))
            .setReason(reason.isEmpty() ? verdict : reason)
            .setNumber(number)
            .setCondemned(condemned || !verdict.isEmpty());
    if (state == UnitState.WAITING) {
      message.setBytesNeeded(bytesNeeded).setBytesFree(bytesFree);
    }
    if (replica != null) {
      UnitMemory memory = replica.memory();
      announcedBytes = memory.total();
      message
          .setBytesHeld(memory.total())
          .putAllMemory(memory.byKind())
          .setConfig(replica.configuration().shown())
          .setUsefulBatchRows(replica.warmUp().usefulRows().orElse(0))
          .setNotice(vanished ? VANISHED : replica.warmUp().notice().orElse(""))
          .setLoad(UnitMessages.toMessage(replica.loadTimes(), replica.warmUp()));
    }
    return message.build();
  }
}
