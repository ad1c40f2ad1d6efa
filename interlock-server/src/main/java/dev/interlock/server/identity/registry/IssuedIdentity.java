package dev.interlock.server.identity.registry;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The tokens of an issuer by which a party is known: those that meet every condition. Immutable.
 *
 * @param issuer its name in the configuration
 * @param conditions values by attribute, each of which a token has to have exactly
 */
public record IssuedIdentity(String issuer, SortedMap<String, String> conditions) {

    public IssuedIdentity {
        if (conditions.isEmpty()) {
            throw new IllegalArgumentException("the identity matches every token");
        }
        conditions = Collections.unmodifiableSortedMap(new TreeMap<>(conditions));
    }

    /** Returns whether a token of this issuer with these attributes is one of the party's. */
    public boolean matches(String name, Map<String, String> attributes) {
        return issuer.equals(name)
                && conditions.entrySet().stream()
                        .allMatch(condition -> condition.getValue().equals(attributes.get(condition.getKey())));
    }

    /** Returns whether there may be a token that both mean. */
    boolean overlaps(IssuedIdentity other) {
        return issuer.equals(other.issuer)
                && conditions.entrySet().stream()
                        .allMatch(condition -> other.conditions
                                .getOrDefault(condition.getKey(), condition.getValue())
                                .equals(condition.getValue()));
    }

    @Override
    public String toString() {
        return issuer + conditions;
    }
}
