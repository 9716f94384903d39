/** Lets clients read and change what the protocol calls settings: of the server's own log. */
@NullMarked
package io.gyre.router.settings;

import org.jspecify.annotations.NullMarked;
