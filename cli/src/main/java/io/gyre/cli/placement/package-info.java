/** Shows which workers should host which models, and what a change of the workers would move. */
@NullMarked
package io.gyre.cli.placement;

import org.jspecify.annotations.NullMarked;
