package dev.interlock.server.api;

import java.time.Instant;

/** Times as they are written outside: RFC 3339, in UTC, to the millisecond. */
final class Times {

    private Times() {}

    static String of(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
