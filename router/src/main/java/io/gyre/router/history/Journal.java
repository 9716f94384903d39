package io.gyre.router.history;

import java.util.List;

/** Where history outlives its process. */
public interface Journal extends AutoCloseable {
  /** A journal that keeps nothing. */
  Journal NONE =
      new Journal() {
        @Override
        public List<HistoryEvent> kept() {
          return List.of();
        }

        @Override
        public void append(HistoryEvent event) {}

        @Override
        public void close() {}
      };

  /** What was kept before, oldest first. */
  List<HistoryEvent> kept();

  /** Keeps an event, now or soon. Never blocks or throws. */
  void append(HistoryEvent event);

  /** Keeps what was appended before, and ends. */
  @Override
  void close();
}
