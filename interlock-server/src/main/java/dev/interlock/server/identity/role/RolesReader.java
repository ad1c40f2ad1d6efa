package dev.interlock.server.identity.role;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads the key {@code roles} of a configuration. */
public final class RolesReader {

    private final Diagnostics diagnostics;
    private final Values values;

    public RolesReader(Diagnostics diagnostics, Values values) {
        this.diagnostics = diagnostics;
        this.values = values;
    }

    public Roles read(Node.Mapping mapping) {
        var fields = new Fields(mapping, "`roles`", diagnostics);
        Map<Role, Set<String>> groups = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            fields.take(role.written()).ifPresent(node -> {
                Set<String> names = new TreeSet<>();
                values.texts(node, "a group").forEach(text -> names.add(text.value()));
                if (!names.isEmpty()) {
                    groups.put(role, names);
                }
            });
        }
        fields.finish();
        if (!groups.containsKey(Role.ADMINISTRATOR)) {
            diagnostics.error(
                    Check.MISSING_KEY,
                    mapping.place(),
                    "`roles` has no `administrator`, so no one could change a bundle",
                    "write `administrator: [administrators]`");
        }
        return new Roles(groups);
    }
}
