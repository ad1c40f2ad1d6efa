package dev.interlock.server.door.authzen;

import dev.interlock.server.identity.registry.EnforcementPoint;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of AuthZEN: the enforcement points that ask for decisions, and the meaning of the entities in their
 * questions. Immutable.
 *
 * @param url the address by which callers know this server as a policy decision point, without a path; empty: the one
 *     of {@code oauth}, or the one that it listens on
 * @param callers enforcement points, by name; nobody else is answered
 * @param types what a type of subject means
 * @param aliases registered parties by further ids of theirs
 * @param subjects properties of registered parties, by name
 * @param resources properties of resources, by type and id
 * @param items most evaluations in one request
 */
public record AuthzenConfig(
        Optional<String> url,
        SortedMap<String, EnforcementPoint> callers,
        SortedMap<String, Parties> types,
        SortedMap<String, String> aliases,
        SortedMap<String, Map<String, @Nullable Object>> subjects,
        SortedMap<String, SortedMap<String, Map<String, @Nullable Object>>> resources,
        int items) {

    /** The most evaluations in one request, where nothing else is said. */
    public static final int ITEMS = 100;

    static final SortedMap<String, Parties> TYPES = Collections.unmodifiableSortedMap(new TreeMap<>(Map.of(
            "user", Parties.PEOPLE,
            "agent", Parties.AGENTS,
            "workload", Parties.AGENTS,
            "identity", Parties.ANY)));

    public AuthzenConfig {
        callers = Collections.unmodifiableSortedMap(new TreeMap<>(callers));
        types = Collections.unmodifiableSortedMap(new TreeMap<>(types));
        aliases = Collections.unmodifiableSortedMap(new TreeMap<>(aliases));
        subjects = Collections.unmodifiableSortedMap(new TreeMap<>(subjects));
        resources = Collections.unmodifiableSortedMap(new TreeMap<>(resources));
    }

    /** The registered parties that a type of subject stands for. */
    public enum Parties {
        PEOPLE,
        AGENTS,
        ANY
    }
}
