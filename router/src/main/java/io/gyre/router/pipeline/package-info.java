/**
 * Takes a request from admission to its outcome: version pinned, replica picked, attempts made,
 * figures settled.
 */
@NullMarked
package io.gyre.router.pipeline;

import org.jspecify.annotations.NullMarked;
