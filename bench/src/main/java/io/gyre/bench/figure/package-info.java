/** Says what an experiment found, as a value, a table and a JSON file. */
@NullMarked
package io.gyre.bench.figure;

import org.jspecify.annotations.NullMarked;
