package dev.interlock.server.identity.role;

import dev.interlock.engine.model.Caller;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The roles of people, by their groups. Where the configuration has none, each person may do what the rules and the resource let them.
 * Agents, machine verifiers and sources have no role: what they may do is said where they are registered. Immutable.
 *
 * @param groups whose people have a role; empty where people are held to none
 */
public record Roles(Map<Role, Set<String>> groups) {

    /** The roles of a configuration that has none. */
    public static final Roles NONE = new Roles(Map.of());

    private static final Set<String> USUAL_ADMINISTRATORS = Set.of("administrators");

    private static final Set<Role> ANY = EnumSet.allOf(Role.class);
    private static final Set<Role> OPERATOR = EnumSet.of(Role.OPERATOR);
    private static final Set<Role> APPROVER = EnumSet.of(Role.APPROVER);
    private static final Set<Role> EITHER = EnumSet.of(Role.OPERATOR, Role.APPROVER);
    private static final Set<Role> ADMINISTRATOR = EnumSet.of(Role.ADMINISTRATOR);

    /**
     * Who may change what, beside administrators. A change is named by the first segment of its path, and where a step is for others
     * than the rest by the first and the last.
     */
    private static final Map<String, Set<Role>> CHANGES = Map.ofEntries(
            Map.entry("agents", OPERATOR),
            Map.entry("bundle", ADMINISTRATOR),
            Map.entry("calls", OPERATOR),
            Map.entry("clock", ADMINISTRATOR),
            Map.entry("console", ANY), // a link for oneself changes nothing
            Map.entry("contacts", EITHER),
            Map.entry("delegations", APPROVER),
            Map.entry("holds", APPROVER),
            Map.entry("holds/withdraw", EITHER),
            Map.entry("lanes", OPERATOR),
            Map.entry("lanes/review", EITHER),
            Map.entry("leases", OPERATOR),
            Map.entry("ledger", ADMINISTRATOR),
            Map.entry("links", OPERATOR),
            Map.entry("links/confirm", ADMINISTRATOR),
            Map.entry("links/reject", ADMINISTRATOR),
            Map.entry("owners", ADMINISTRATOR),
            Map.entry("owners/resume", OPERATOR),
            Map.entry("passkeys", APPROVER),
            Map.entry("playground", ANY), // a bundle is tried out, and nothing changes
            Map.entry("resumptions", ADMINISTRATOR),
            Map.entry("tasks", OPERATOR));

    public Roles {
        groups = Collections.unmodifiableMap(groups.isEmpty() ? Map.of() : new EnumMap<>(groups));
    }

    /** Returns whether people are held to roles. */
    public boolean configured() {
        return !groups.isEmpty();
    }

    /** Returns the roles of a caller, in their order; none where nobody is held to any. */
    public Set<Role> of(Caller caller) {
        Set<Role> found = EnumSet.noneOf(Role.class);
        if (caller.person()) {
            groups.forEach((role, names) -> {
                if (!Collections.disjoint(names, caller.groups())) {
                    found.add(role);
                }
            });
        }
        return found;
    }

    /** The groups whose people administer the server. */
    public Set<String> administrators() {
        return groups.getOrDefault(Role.ADMINISTRATOR, configured() ? Set.of() : USUAL_ADMINISTRATORS);
    }

    /** Returns whether a caller administers the server. */
    public boolean administers(Caller caller) {
        return caller.person() && !Collections.disjoint(administrators(), caller.groups());
    }

    /** Returns the reason why a caller does not administer the server, if so. */
    public Optional<String> notAdministering(Caller caller) {
        return administers(caller)
                ? Optional.empty()
                : Optional.of("`" + caller.name() + "` is not in the group "
                        + administrators().stream()
                                .sorted()
                                .map(group -> "`" + group + "`")
                                .collect(Collectors.joining(" or ")));
    }

    /**
     * Returns the reason why a caller may not send a request, if its role does not let it; whether it may do exactly this is decided by
     * the resource and the rules.
     *
     * @param reads whether the request changes nothing
     * @param path the segments below {@code /v1}
     */
    public Optional<String> objection(Caller caller, boolean reads, List<String> path) {
        if (!configured() || !caller.person() || path.equals(List.of("whoami"))) {
            return Optional.empty();
        }
        Set<Role> has = of(caller);
        Set<Role> needed = reads ? ANY : changing(path);
        if (has.contains(Role.ADMINISTRATOR) || !Collections.disjoint(has, needed)) {
            return Optional.empty();
        }
        if (has.isEmpty()) {
            return Optional.of("`" + caller.name()
                    + "` has no role here: an administrator must add one of its groups to `roles` in the"
                    + " configuration");
        }
        return Optional.of("`" + caller.name() + "` is " + words(has, " and ")
                + (has.equals(EnumSet.of(Role.AUDITOR)) ? ", who cannot change anything" : "")
                + ": this requires " + words(needed, " or "));
    }

    private static String words(Set<Role> roles, String last) {
        return roles.stream().map(role -> "an " + role.written()).collect(Collectors.joining(last));
    }

    /**
     * Returns what the roles of a caller do not let it change, by the names of {@link #CHANGES}, each with the reason; nothing where
     * nobody is held to a role.
     */
    public SortedMap<String, String> refusals(Caller caller) {
        var refusals = new TreeMap<String, String>();
        for (String change : CHANGES.keySet()) {
            objection(caller, /* reads= */ false, List.of(change.split("/", -1)))
                    .ifPresent(why -> refusals.put(change, why));
        }
        return refusals;
    }

    /** Returns the roles that may change something, beside administrators; what is not listed is theirs. */
    private static Set<Role> changing(List<String> path) {
        String first = path.getFirst();
        Set<Role> whole = CHANGES.getOrDefault(first, ADMINISTRATOR);
        return path.size() == 1 ? whole : CHANGES.getOrDefault(first + "/" + path.getLast(), whole);
    }
}
