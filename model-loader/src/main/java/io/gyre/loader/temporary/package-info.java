/** Folders for a while. */
@NullMarked
package io.gyre.loader.temporary;

import org.jspecify.annotations.NullMarked;
