package io.gyre.cli.tune;

import org.HdrHistogram.Histogram;

/**
 * What one short trial of a candidate gave.
 *
 * @param rowsPerSecond rows that were run a second
 * @param latencies time of each run in nanoseconds
 */
record Sample(double rowsPerSecond, Histogram latencies) {}
