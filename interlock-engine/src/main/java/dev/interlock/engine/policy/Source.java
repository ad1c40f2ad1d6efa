package dev.interlock.engine.policy;

import java.util.Set;

/**
 * A source tells what happened outside. Its word counts against everybody; it counts for somebody, as a requirement that is
 * met, only in the duties that the source is trusted for.
 *
 * @param name the name under which it is authenticated
 * @param trustedFor the duties that it is trusted for
 */
public record Source(String name, Set<String> trustedFor) {

    public Source {
        trustedFor = Set.copyOf(trustedFor);
    }
}
