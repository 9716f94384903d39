/**
 * Keeps this router's picture of its workers: attaches to each, publishes routing tables, sends
 * releases.
 */
@NullMarked
package io.gyre.router.control;

import org.jspecify.annotations.NullMarked;
