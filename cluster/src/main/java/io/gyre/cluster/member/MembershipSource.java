package io.gyre.cluster.member;

import java.util.List;
import java.util.function.Supplier;

/**
 * Where the members are known from.
 *
 * @param name what is asked, for status and log
 * @param membership what is known at present
 */
public record MembershipSource(String name, Supplier<Membership> membership) {
  /** Members that are told once, and that nobody is asked for. */
  public static MembershipSource fixed(String name, List<Member> members) {
    Membership membership = Membership.fixed(members);
    return new MembershipSource(name, () -> membership);
  }
}
