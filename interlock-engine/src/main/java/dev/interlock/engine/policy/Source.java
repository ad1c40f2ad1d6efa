package dev.interlock.engine.policy;

import java.util.Set;

/**
 * Somebody who tells what happened outside. What it tells counts against everybody; it counts for somebody, as a
 * requirement that is met, only in the duties that it is trusted for.
 *
 * @param name under which it is authenticated
 * @param trustedFor duties
 */
public record Source(String name, Set<String> trustedFor) {

    public Source {
        trustedFor = Set.copyOf(trustedFor);
    }
}
