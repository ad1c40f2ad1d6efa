package dev.interlock.server.identity.registry;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The names of parties, and the values that name parties or tell them apart: each spelt in one way across the whole configuration. */
final class PartyNames {

    /** Names that the record uses for itself. */
    private static final Set<String> RESERVED = Set.of("interlock", "unknown");

    /** The kind of owners, origins and names, which are spelled alike. */
    static final String PARTIES = "";

    private final Diagnostics diagnostics;
    private final Values values;
    private final Map<String, Node.Scalar> names = new HashMap<>();
    /** The places where a value was written first, by attribute and by the value in lower case. */
    private final Map<String, Node.Scalar> spellings = new HashMap<>();

    PartyNames(Diagnostics diagnostics, Values values) {
        this.diagnostics = diagnostics;
        this.values = values;
    }

    /**
     * Registers the name of a party, which nobody else has.
     *
     * @param what the name is for
     */
    void register(Node.Scalar name, String what) {
        if (!values.isName(name, what)) {
            return;
        }
        String same = name.value().toLowerCase(Locale.ROOT);
        Node.Scalar first = names.putIfAbsent(same, name);
        if (RESERVED.contains(same)) {
            diagnostics.error(
                    Check.BAD_NAME,
                    name.place(),
                    Diagnostics.quote(name.value()) + " is reserved for the record",
                    "choose another name");
        } else if (first != null) {
            diagnostics.error(
                    Check.DUPLICATE_NAME,
                    name.place(),
                    Diagnostics.quote(name.value()) + " is already registered as "
                            + Diagnostics.quote(first.value()) + " in line "
                            + first.place().line(),
                    "give every agent and every person its own name; case is ignored");
        } else {
            spelling(PARTIES, name);
        }
    }

    /**
     * Owners and origins are people or teams: `Vera` and `vera` would be two, each independent of the other, and mean one.
     */
    void spelling(String of, Node.Scalar value) {
        Node.Scalar first = spellings.putIfAbsent(of + "/" + value.value().toLowerCase(Locale.ROOT), value);
        if (first != null && !first.value().equals(value.value())) {
            diagnostics.error(
                    Check.DUPLICATE_NAME,
                    value.place(),
                    Diagnostics.quote(value.value()) + " is spelled " + Diagnostics.quote(first.value()) + " in line "
                            + first.place().line() + ", so the two would be independent of each other",
                    "spell it the same everywhere, or rename one of them");
        }
    }
}
