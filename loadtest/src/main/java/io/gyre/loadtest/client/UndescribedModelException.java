package io.gyre.loadtest.client;

import io.gyre.loadtest.usage.UsageException;

/** A server that doesn't say what its model takes, though it may well serve it. */
public final class UndescribedModelException extends UsageException {
  private static final long serialVersionUID = 1;

  UndescribedModelException(String message) {
    super(message);
  }
}
