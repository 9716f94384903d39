package io.gyre.loadtest.compare;

/**
 * What a search for the highest rate came to in a report.
 *
 * @param objective that the rate had to keep, in words
 * @param rate requests a second; 0 where none kept it
 */
record SearchedRate(String objective, double rate) {}
