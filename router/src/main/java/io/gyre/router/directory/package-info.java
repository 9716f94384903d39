/**
 * Answers what the routers' clients ask about models: readiness, metadata, configuration, index,
 * statistics.
 */
@NullMarked
package io.gyre.router.directory;

import org.jspecify.annotations.NullMarked;
