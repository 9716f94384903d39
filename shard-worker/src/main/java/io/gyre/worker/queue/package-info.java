/**
 * Lets requests in that can be answered in time, holds them until an instance takes them, and forms
 * batches of those that may run together.
 */
@NullMarked
package io.gyre.worker.queue;

import org.jspecify.annotations.NullMarked;
