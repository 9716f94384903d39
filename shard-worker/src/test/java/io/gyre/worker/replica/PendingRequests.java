package io.gyre.worker.replica;

import io.gyre.worker.queue.InFlight;
import io.gyre.worker.queue.PendingRequest;
import io.gyre.worker.queue.QueueRules;
import io.gyre.worker.queue.QueueSettings;
import io.gyre.worker.validation.BatchKey;
import io.gyre.worker.validation.OutputChoice;
import io.gyre.worker.validation.ValidRequest;
import java.util.List;
import java.util.stream.IntStream;

/** Accepted requests as tests need them, whose answers nobody takes. */
public final class PendingRequests {
  private PendingRequests() {}

  public static List<PendingRequest> some(int count) {
    InFlight inFlight = new InFlight();
    QueueRules rules = QueueRules.of(Configurations.doubling(8, 1), QueueSettings.DEFAULTS);
    return IntStream.range(0, count)
        .mapToObj(_ ->
            new PendingRequest(
                Requests.of(),
                new ValidRequest(List.of(), 1, OutputChoice.all(1), BatchKey.SAME),
                _ -> {},
                inFlight,
                rules.place(Requests.of(), 0),
                0))
        .toList();
  }
}
