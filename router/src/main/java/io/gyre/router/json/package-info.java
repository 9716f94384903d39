/** Turns the protocol's JSON into requests, and responses and messages into JSON. */
@NullMarked
package io.gyre.router.json;

import org.jspecify.annotations.NullMarked;
