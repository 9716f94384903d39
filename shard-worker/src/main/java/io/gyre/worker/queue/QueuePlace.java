package io.gyre.worker.queue;

import io.gyre.inference.request.Deadline;

/**
 * A request's place in line, its own deadline aside.
 *
 * @param level its priority level, 0 for the most urgent
 * @param dueBy when its level's policy has it leave the queue unanswered
 * @param lateFrom when it falls behind those of its level that are on time
 */
public record QueuePlace(int level, Deadline dueBy, Deadline lateFrom) {}
