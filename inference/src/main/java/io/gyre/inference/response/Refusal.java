package io.gyre.inference.response;

/**
 * A request's end without a response: why, and in words that tell the client what to change.
 *
 * @param reason the kind of refusal, which each front door maps to a code of its protocol
 * @param message what was expected, what was found, and where
 * @param retryAfterNanos how long to wait before the same request has a chance; 0 where that isn't
 *     a matter of time, or not known
 */
public record Refusal(Reason reason, String message, long retryAfterNanos) implements Outcome {
  /** Why requests are refused. */
  public enum Reason {
    /** The request contradicts the protocol or the model's signature. */
    INVALID_ARGUMENT,
    /** Nothing of that name. */
    NOT_FOUND,
    /** The request exceeds a configured limit on its size. */
    TOO_LARGE,
    /** The protocol has it, this server or model doesn't serve it. */
    UNSUPPORTED,
    /** The model or version exists and can't answer now. */
    NOT_READY,
    /** The replica no longer serves the unit; another attempt elsewhere is safe. */
    NO_REPLICA,
    /**
     * The connection to the worker broke after the request was sent: it may or may not have run.
     */
    WORKER_LOST,
    /** The version asked for is neither a number nor an alias of the model. */
    NO_ALIAS,
    /** The request belongs to a sequence that isn't under way at the replica. */
    NO_SEQUENCE,
    /** The state of the request's sequence is gone with its worker: it must begin anew. */
    SEQUENCE_LOST,
    /** The queue is at its limit. */
    QUEUE_FULL,
    /** So much waits that the request would not be answered before its deadline. */
    OVERLOADED,
    /** Answers under way hold all the memory that they may. */
    MEMORY_FULL,
    /** The deadline passed before the model ran. */
    DEADLINE_EXCEEDED,
    /** The client went away. */
    CANCELLED,
    /** The model's own run failed on this input. */
    EXECUTION_FAILED,
    /** A defect of the server. */
    INTERNAL
  }

  public static Refusal of(Reason reason, String message) {
    return new Refusal(reason, message, 0);
  }

  /** A refusal for a request that contradicts the protocol or the model's signature. */
  public static Refusal invalid(String message) {
    return new Refusal(Reason.INVALID_ARGUMENT, message, 0);
  }

  /** This refusal, with the time after which the same request has a chance. */
  public Refusal retryAfter(long nanos) {
    return new Refusal(reason, message, nanos);
  }

  /** This refusal, with what it is about before its message. */
  public Refusal about(String subject) {
    return new Refusal(reason, subject + ": " + message, retryAfterNanos);
  }
}
