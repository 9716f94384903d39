/** Tests of whole servers: real processes from the distribution, real models, real sockets. */
@NullMarked
package io.gyre.cli.e2e;

import org.jspecify.annotations.NullMarked;
