package io.gyre.loadtest.client;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.Locale;

/**
 * A way in which a request failed, as its client saw it.
 *
 * @param kind what happened
 * @param code what tells failures of one kind apart: a status, an errno's text; may be empty
 */
public record Failure(Kind kind, String code) {
  /** What happened to the request. */
  public enum Kind {
    /** The server answered with an error. */
    REFUSED_BY_SERVER,
    /** The connection could not be made. */
    UNREACHABLE,
    /** The connection, or the request's stream, ended before the answer. */
    CONNECTION_LOST,
    /** No answer came in time. */
    TIMED_OUT,
    /** The answer was not the expected one. */
    WRONG_ANSWER;

    /** What reports call this kind. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** The answer was not the expected one. */
  public static final Failure WRONG_ANSWER = new Failure(Kind.WRONG_ANSWER, "");

  /** No answer came in time. */
  public static final Failure TIMED_OUT = new Failure(Kind.TIMED_OUT, "");

  /** The connection could not be made. */
  public static Failure unreachable(Throwable cause) {
    String code =
        switch (cause) {
          case ConnectTimeoutException _ -> "connecting timed out";
          case NoRouteToHostException _ -> "no route to host";
          case ConnectException _ -> "connection refused";
          default -> cause.getClass().getSimpleName();
        };
    return new Failure(Kind.UNREACHABLE, code);
  }

  @Override
  public String toString() {
    return code.isEmpty() ? kind.label() : kind.label() + ": " + code;
  }
}
