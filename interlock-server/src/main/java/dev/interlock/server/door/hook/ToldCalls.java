package dev.interlock.server.door.hook;

import java.util.LinkedHashMap;
import java.util.OptionalLong;

/** The latest calls of one agent whose outcomes were told, in case a program tells another one. Thread-safe. */
final class ToldCalls {

    private static final int MOST_REMEMBERED = 10_000;

    private final LinkedHashMap<String, Long> calls = new LinkedHashMap<>(); // guarded by this

    /** @param name of the call, with the program's */
    synchronized void told(String name, long call) {
        calls.putLast(name, call);
        if (calls.size() > MOST_REMEMBERED) {
            calls.pollFirstEntry();
        }
    }

    synchronized OptionalLong find(String name) {
        Long call = calls.get(name);
        return call == null ? OptionalLong.empty() : OptionalLong.of(call);
    }
}
