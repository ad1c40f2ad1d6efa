package dev.interlock.server.identity.registry;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import java.util.Set;
import java.util.SortedMap;

/** Reads what is said of parties beside their names: what independence looks at. */
final class AttributeReader {

    private static final Set<String> OWN_KEYS = Set.of(
            Attributes.RUNTIME,
            Attributes.AGENT,
            Attributes.CHAIN,
            Attributes.OWNER,
            Attributes.MODEL,
            Attributes.ORIGIN);

    private final Diagnostics diagnostics;
    private final Values values;
    private final PartyNames names;

    AttributeReader(Diagnostics diagnostics, Values values, PartyNames names) {
        this.diagnostics = diagnostics;
        this.values = values;
        this.names = names;
    }

    /** Reads an attribute. Returns whether it is written, with or without errors. */
    boolean read(Fields fields, String key, SortedMap<String, AttributeValue> attributes) {
        if (!fields.has(key)) {
            return false;
        }
        fields.take(key).flatMap(node -> values.name(node, "`" + key + "`")).ifPresent(value -> {
            attributes.put(key, AttributeValue.known(value.value()));
            boolean party = key.equals(Attributes.OWNER) || key.equals(Attributes.ORIGIN);
            names.spelling(party ? PartyNames.PARTIES : key, value);
        });
        return true;
    }

    /** Attributes of the bundle's own, below one key. */
    void further(Node.Mapping mapping, SortedMap<String, AttributeValue> attributes) {
        for (Node.Entry entry : mapping.entries()) {
            Node.Scalar name = entry.key();
            if (OWN_KEYS.contains(name.value())) {
                diagnostics.error(
                        Check.BAD_NAME,
                        name.place(),
                        Diagnostics.quote(name.value()) + " is not a custom attribute",
                        "owner, model and origin are keys of the agent; the other built-in attributes are computed");
                continue;
            }
            if (values.isName(name, "an attribute")) {
                values.name(entry.value(), "the value of `" + name.value() + "`")
                        .ifPresent(value -> {
                            attributes.put(name.value(), AttributeValue.known(value.value()));
                            names.spelling(name.value(), value);
                        });
            }
        }
    }
}
