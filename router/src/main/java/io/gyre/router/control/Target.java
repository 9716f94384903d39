package io.gyre.router.control;

import io.gyre.cluster.control.Worker;
import io.gyre.cluster.member.Member;

/**
 * A worker that this router is to use.
 *
 * @param member who it is
 * @param worker the way to it
 */
public record Target(Member member, Worker worker) {}
