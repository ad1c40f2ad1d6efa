package dev.interlock.server.door.api.view;

import java.time.Instant;

/** Times as they are written outside: RFC 3339, in UTC, to the millisecond. */
public final class Times {

    private Times() {}

    public static String of(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
