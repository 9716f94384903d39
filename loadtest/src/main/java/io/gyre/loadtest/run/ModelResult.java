package io.gyre.loadtest.run;

/**
 * What a run measured of one of its models.
 *
 * @param model its name
 * @param measured the requests that asked it
 */
public record ModelResult(String model, Measured measured) {}
