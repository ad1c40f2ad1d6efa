package dev.interlock.server.content;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import java.util.Set;
import java.util.TreeSet;

/** Reads the key {@code content} of a configuration. */
public final class ContentReader {

    private final Diagnostics diagnostics;
    private final Values values;

    public ContentReader(Diagnostics diagnostics, Values values) {
        this.diagnostics = diagnostics;
        this.values = values;
    }

    /**
     * Reads the mapping.
     *
     * @param clients the coding agents that there are hooks for
     * @param agents the registered agents
     */
    public ContentConfig read(Node.Mapping mapping, Set<String> clients, Set<String> agents) {
        var fields = new Fields(mapping, "`content`", diagnostics);
        Set<String> prompts = among(fields, "trusted-prompts", "a coding agent", clients);
        Set<String> fresh = among(fields, "fresh-agents", "an agent", agents);
        fields.finish();
        return new ContentConfig(prompts, fresh);
    }

    private Set<String> among(Fields fields, String key, String what, Set<String> known) {
        Set<String> names = new TreeSet<>();
        fields.take(key).ifPresent(node -> {
            for (Node.Scalar name : values.texts(node, what)) {
                names.add(name.value());
                if (!known.contains(name.value())) {
                    diagnostics.error(
                            Check.BAD_VALUE,
                            name.place(),
                            "`" + key + "` names " + Diagnostics.quote(name.value()) + ", which is not " + what,
                            known.isEmpty()
                                    ? "register it first"
                                    : "use one or more of " + String.join(", ", new TreeSet<>(known)));
                }
            }
        });
        return names;
    }
}
