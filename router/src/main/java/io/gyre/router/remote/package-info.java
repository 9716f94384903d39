/**
 * Reaches workers in other processes: requests go out as the bytes that came, control streams have
 * their own connection.
 */
@NullMarked
package io.gyre.router.remote;

import org.jspecify.annotations.NullMarked;
