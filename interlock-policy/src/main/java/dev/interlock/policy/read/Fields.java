package dev.interlock.policy.read;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.Place;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The keys of one mapping: a key that nobody asked for is unknown. */
public final class Fields {

    private final Node.Mapping mapping;
    private final String what;
    private final Diagnostics diagnostics;
    private final SortedSet<String> known = new TreeSet<>();

    /** @param what the thing that the mapping describes, for messages: {@code a tool} */
    public Fields(Node.Mapping mapping, String what, Diagnostics diagnostics) {
        this.mapping = mapping;
        this.what = what;
        this.diagnostics = diagnostics;
    }

    public Place place() {
        return mapping.place();
    }

    /** The value of a key that may be there. An empty value counts as absent, and is reported. */
    public Optional<Node> take(String key) {
        known.add(key);
        Optional<Node> value = mapping.get(key);
        if (value.isPresent() && value.get() instanceof Node.Scalar scalar && scalar.isRefused()) {
            return Optional.empty();
        }
        if (value.isPresent() && value.get() instanceof Node.Scalar scalar && scalar.isNull()) {
            diagnostics.error(
                    Check.WRONG_SHAPE, keyPlace(key), "`" + key + "` is empty", "write its value, or remove the key");
            return Optional.empty();
        }
        return value;
    }

    /** The value of a key that has to be there. */
    public Optional<Node> require(String key, String remedy) {
        if (mapping.entry(key).isEmpty()) {
            known.add(key);
            diagnostics.error(Check.MISSING_KEY, mapping.place(), what + " needs `" + key + "`", remedy);
            return Optional.empty();
        }
        return take(key);
    }

    public boolean has(String key) {
        known.add(key);
        return mapping.entry(key).isPresent();
    }

    public Place keyPlace(String key) {
        return mapping.entry(key).map(e -> e.key().place()).orElse(mapping.place());
    }

    /** Reports the keys that nobody asked for. */
    public void finish() {
        for (Node.Entry entry : mapping.entries()) {
            String key = entry.key().value();
            if (!known.contains(key)) {
                diagnostics.error(
                        Check.UNKNOWN_KEY,
                        entry.key().place(),
                        what + " has no key " + Diagnostics.quote(key),
                        Suggestion.remedy(key, known, "remove it"));
            }
        }
    }
}
