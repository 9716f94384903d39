package io.gyre.bench.ring;

import java.util.List;
import java.util.function.Function;

/**
 * A way to send keys to replicas, for any set of them.
 *
 * @param name what tables call it
 * @param over makes it for replicas of these ids
 */
record HashKind(String name, Function<List<String>, KeyHash> over) {}
