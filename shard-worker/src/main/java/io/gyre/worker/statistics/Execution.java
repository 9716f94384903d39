package io.gyre.worker.statistics;

import io.gyre.worker.queue.PendingRequest;
import java.util.List;

/**
 * One run that answered its requests. Times are in nanoseconds of one clock.
 *
 * @param requests the requests
 * @param rows rows of all together
 * @param started when an instance took them
 * @param staged when the inputs lay ready
 * @param ran when the model was done
 * @param split when the answers lay ready
 */
public record Execution(
    List<PendingRequest> requests, int rows, long started, long staged, long ran, long split) {}
