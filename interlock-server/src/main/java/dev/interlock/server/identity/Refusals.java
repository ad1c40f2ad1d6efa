package dev.interlock.server.identity;

import dev.interlock.server.jose.JwtProblem;

/** Hears of every identity that was shown at a door and is not taken. Thread-safe; what it does with it changes no refusal. */
@FunctionalInterface
public interface Refusals {

    /** @param door the root of the paths of the door, such as {@code /mcp}: the rest is the sender's to choose */
    void refused(JwtProblem problem, String door);
}
