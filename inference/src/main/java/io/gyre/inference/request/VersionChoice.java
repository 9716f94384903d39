package io.gyre.inference.request;

import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Which version of a model a request asks for. An alias is resolved where the request is admitted,
 * once.
 */
public sealed interface VersionChoice {
  /** Leaves the choice to the server. */
  VersionChoice ANY = new Any();

  /** The choice of {@code version}. */
  static VersionChoice of(long version) {
    return new Numbered(version);
  }

  /** Whether a text may be an alias: a letter first, so that none is taken for a number. */
  static boolean isAlias(String text) {
    return Named.ALIAS.matcher(text).matches();
  }

  /** The number asked for; empty where none is. */
  default OptionalLong number() {
    return this instanceof Numbered(long version) ? OptionalLong.of(version) : OptionalLong.empty();
  }

  /** The choice as clients write it; empty for none. */
  default String text() {
    return switch (this) {
      case Any _ -> "";
      case Numbered(long version) -> Long.toString(version);
      case Named(String alias) -> alias;
    };
  }

  /** No choice. */
  record Any() implements VersionChoice {}

  /** A version by its number. */
  record Numbered(long version) implements VersionChoice {}

  /** A version by a name that people gave it, such as {@code champion}. */
  record Named(String alias) implements VersionChoice {
    private static final Pattern ALIAS = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");

    public Named {
      if (!ALIAS.matcher(alias).matches()) {
        throw new IllegalArgumentException("'" + alias + "' can't be an alias");
      }
    }
  }
}
