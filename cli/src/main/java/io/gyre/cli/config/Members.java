package io.gyre.cli.config;

import io.gyre.cluster.member.Member;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Workers as people write them: {@code id=host:port}, an IPv6 address in brackets. */
final class Members {
  static final ValueType<Member> TYPE =
      new ValueType<>(
          "id=host:port, such as w1=10.0.0.5:8001", Members::read, Members::write, false);

  private static final Pattern MEMBER =
      Pattern.compile("([^=\\s]+)=(?:\\[([0-9a-fA-F:.]+)]|([^:\\s\\[\\]]+)):(\\d{1,5})");

  private Members() {}

  private static Optional<Member> read(String text) {
    Matcher matcher = MEMBER.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int port = Integer.parseInt(matcher.group(4));
    String host = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
    return port < 1 || port > 65_535
        ? Optional.empty()
        : Optional.of(new Member(matcher.group(1), host, port));
  }

  private static String write(Member member) {
    String host = member.host().contains(":") ? "[" + member.host() + "]" : member.host();
    return member.id() + "=" + host + ":" + member.port();
  }
}
