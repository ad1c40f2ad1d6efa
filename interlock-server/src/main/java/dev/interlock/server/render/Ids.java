package dev.interlock.server.render;

import java.util.OptionalLong;

/**
 * The ids of the record as they are written outside: {@code t-12} a task, {@code c-17} a call, {@code h-17} a hold, {@code a-20} an
 * answer, {@code l-23} a late link, {@code d-24} a delegation, {@code r-25} a proposal to resume, {@code lease-27} a lease, {@code
 * lane-30} a break-glass lane, {@code accept-33} a proposal to accept the ledger. The number is that of the event that recorded it first, so one id is enough to find the place in the
 * ledger.
 */
public final class Ids {

    private static final String LEASE = "lease-";
    private static final String LANE = "lane-";
    private static final String ACCEPTANCE = "accept-";

    private Ids() {}

    public static String task(long number) {
        return "t-" + number;
    }

    public static String call(long number) {
        return "c-" + number;
    }

    public static String hold(long number) {
        return "h-" + number;
    }

    public static String answer(long number) {
        return "a-" + number;
    }

    public static String link(long number) {
        return "l-" + number;
    }

    public static String delegation(long number) {
        return "d-" + number;
    }

    public static String resume(long number) {
        return "r-" + number;
    }

    public static String passkey(long number) {
        return "passkey-" + number;
    }

    public static String lease(long number) {
        return LEASE + number;
    }

    /** The number of a lease, with or without the word before it; empty if it is none. */
    public static OptionalLong parseLease(String id) {
        return number(id.startsWith(LEASE) ? id.substring(LEASE.length()) : id);
    }

    public static String lane(long number) {
        return LANE + number;
    }

    /** The number of a lane, with or without the word before it; empty if it is none. */
    public static OptionalLong parseLane(String id) {
        return number(id.startsWith(LANE) ? id.substring(LANE.length()) : id);
    }

    public static String acceptance(long number) {
        return ACCEPTANCE + number;
    }

    /** The number of a proposal to accept the ledger, with or without the word before it; empty if it is none. */
    public static OptionalLong parseAcceptance(String id) {
        return number(id.startsWith(ACCEPTANCE) ? id.substring(ACCEPTANCE.length()) : id);
    }

    /** The number in an id of the given kind ({@code 't'}, {@code 'c'}, ...); empty if it is none. */
    public static OptionalLong parse(char kind, String id) {
        if (id.length() < 3 || id.charAt(0) != kind || id.charAt(1) != '-') {
            return OptionalLong.empty();
        }
        return number(id.substring(2));
    }

    /** The number in an id of any kind, or in a bare number. */
    public static OptionalLong parseAny(String id) {
        if (id.startsWith(LEASE)) {
            return parseLease(id);
        }
        if (id.startsWith(LANE)) {
            return parseLane(id);
        }
        if (id.startsWith(ACCEPTANCE)) {
            return parseAcceptance(id);
        }
        boolean prefixed = id.length() > 2 && "tchalr".indexOf(id.charAt(0)) >= 0 && id.charAt(1) == '-';
        return number(prefixed ? id.substring(2) : id);
    }

    /** Reads the number of an id. There is one way to write it, so that one thing has one id: no sign, no leading zero. */
    private static OptionalLong number(String digits) {
        boolean plain = !digits.isEmpty()
                && digits.length() <= 18
                && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                && (digits.length() == 1 || digits.charAt(0) != '0');
        return plain ? OptionalLong.of(Long.parseLong(digits)) : OptionalLong.empty();
    }
}
