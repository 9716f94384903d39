/** Says what a request can end in: a response or a refusal. */
@NullMarked
package io.gyre.inference.response;

import org.jspecify.annotations.NullMarked;
