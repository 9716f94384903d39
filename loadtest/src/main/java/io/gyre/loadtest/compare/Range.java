package io.gyre.loadtest.compare;

/**
 * The 95 % confidence interval of a change.
 *
 * @param low its lower end
 * @param high its upper end
 */
public record Range(double low, double high) {}
