package io.gyre.cli.config;

import io.gyre.cluster.member.Member;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Workers as people write them: {@code id=host:port}, an IPv6 address in brackets, then what else
 * is to be said, each after a semicolon.
 */
final class Members {
  static final ValueType<Member> TYPE =
      new ValueType<>(
          "id=host:port, such as w1=10.0.0.5:8001", Members::read, Members::write, false);

  private static final Pattern MEMBER =
      Pattern.compile("([^=;\\s]+)=(?:\\[([0-9a-fA-F:.]+)]|([^:;\\s\\[\\]]+)):(\\d{1,5})");
  private static final String ZONE = "zone=";
  private static final String MEMORY = "memory=";
  private static final String DEVICES = "devices=";

  private Members() {}

  private static Optional<Member> read(String text) {
    String[] parts = text.split(";", -1);
    Matcher matcher = MEMBER.matcher(parts[0]);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int port = Integer.parseInt(matcher.group(4));
    String host = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
    String zone = "";
    long memory = 0;
    Set<String> devices = Set.of();
    for (String part : Arrays.asList(parts).subList(1, parts.length)) {
      Optional<Long> bytes = Optional.of(memory);
      if (part.startsWith(ZONE)) {
        zone = part.substring(ZONE.length());
      } else if (part.startsWith(DEVICES)) {
        devices = Set.copyOf(Arrays.asList(part.substring(DEVICES.length()).split("\\+")));
      } else {
        bytes =
            part.startsWith(MEMORY)
                ? Sizes.read(part.substring(MEMORY.length()))
                : Optional.empty();
      }
      if (bytes.isEmpty()) {
        return Optional.empty();
      }
      memory = bytes.get();
    }
    return port < 1 || port > 65_535
        ? Optional.empty()
        : Optional.of(new Member(matcher.group(1), host, port, zone, memory, devices));
  }

  private static String write(Member member) {
    StringBuilder text = new StringBuilder(member.id() + "=" + member.address());
    if (!member.zone().isEmpty()) {
      text.append(';').append(ZONE).append(member.zone());
    }
    if (member.memoryBytes() > 0) {
      text.append(';').append(MEMORY).append(Sizes.write(member.memoryBytes()));
    }
    if (!member.devices().isEmpty()) {
      text.append(';').append(DEVICES).append(String.join("+", new TreeSet<>(member.devices())));
    }
    return text.toString();
  }
}
