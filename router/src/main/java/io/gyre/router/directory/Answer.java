package io.gyre.router.directory;

import io.gyre.inference.response.Refusal;

/**
 * What a question about a model comes to: a value, or a refusal that each front door maps to its
 * protocol.
 */
public sealed interface Answer<T> {
  /** The value asked for. */
  record Found<T>(T value) implements Answer<T> {}

  /** Why there is none. */
  record Refused<T>(Refusal refusal) implements Answer<T> {}
}
