/** Remembers what became of models: who asked, what took over from what, how long it took. */
@NullMarked
package io.gyre.router.history;

import org.jspecify.annotations.NullMarked;
