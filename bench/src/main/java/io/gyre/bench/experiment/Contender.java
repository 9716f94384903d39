package io.gyre.bench.experiment;

import io.gyre.bench.load.ClosedLoop;
import io.gyre.bench.process.ServerProcess;
import java.util.function.Supplier;

/**
 * One side of a comparison.
 *
 * @param name what progress lines call it
 * @param server the process that pays for the answers
 * @param load starts the load on it
 */
public record Contender(String name, ServerProcess server, Supplier<ClosedLoop> load) {}
