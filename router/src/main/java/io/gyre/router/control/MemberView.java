package io.gyre.router.control;

import io.gyre.cluster.member.Member;

/**
 * One worker as this router sees it.
 *
 * @param member who it is
 * @param listed whether membership lists it at present; it is used for as long as it answers
 * @param connected whether its control stream is up and has brought a snapshot
 * @param draining whether it gives its units away
 * @param lastError what ended its last stream; empty where none has ended
 * @param registryProblem why it can't read its registry at present; empty where it can
 */
public record MemberView(
    Member member,
    boolean listed,
    boolean connected,
    boolean draining,
    String lastError,
    String registryProblem) {}
