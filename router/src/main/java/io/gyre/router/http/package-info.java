/**
 * Is the HTTP front door: the protocol's REST form over Netty, in front of the inference service
 * and the directory.
 */
@NullMarked
package io.gyre.router.http;

import org.jspecify.annotations.NullMarked;
