package io.gyre.loader.lifecycle;

/**
 * A router that this worker knows.
 *
 * @param connected whether its control stream is open
 * @param lostAt when it was lost, of {@link System#nanoTime()}; of no meaning while connected
 */
public record RouterLink(boolean connected, long lostAt) {}
