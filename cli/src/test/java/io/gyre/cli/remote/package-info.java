@NullMarked
package io.gyre.cli.remote;

import org.jspecify.annotations.NullMarked;
