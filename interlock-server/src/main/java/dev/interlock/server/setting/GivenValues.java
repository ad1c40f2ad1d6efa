package dev.interlock.server.setting;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.Place;
import java.util.Map;
import java.util.Optional;

/** Reads values that may be secrets: written, or named by a variable of the server's own environment. */
public final class GivenValues {

    private final Diagnostics diagnostics;
    private final Values values;
    private final Map<String, String> environment;

    public GivenValues(Diagnostics diagnostics, Values values, Map<String, String> environment) {
        this.diagnostics = diagnostics;
        this.values = values;
        this.environment = environment;
    }

    /** A text, or the name of a variable of the server's own environment. */
    public Optional<String> read(Node node) {
        if (node instanceof Node.Scalar scalar && !scalar.isNull()) {
            if (scalar.value().chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
                diagnostics.error(
                        Check.BAD_VALUE, node.place(), "the value has control characters", "write it in one line");
                return Optional.empty();
            }
            return Optional.of(scalar.value());
        }
        Optional<Node.Mapping> mapping = values.mapping(node, "a value", "write text, or `{from-env: NAME}`");
        if (mapping.isEmpty()) {
            return Optional.empty();
        }
        return fromEnvironment(mapping.get(), "a value");
    }

    /**
     * Reads a value from a variable of the server's own environment: {@code {from-env: NAME}}.
     *
     * @param what the subject of the mapping, in messages to its author
     */
    Optional<String> fromEnvironment(Node.Mapping mapping, String what) {
        var fields = new Fields(mapping, what, diagnostics);
        Optional<Node.Scalar> variable =
                fields.require("from-env", "write `{from-env: NAME}`").flatMap(n -> values.text(n, "`from-env`"));
        fields.finish();
        if (variable.isPresent() && !environment.containsKey(variable.get().value())) {
            diagnostics.error(
                    Check.ENVIRONMENT,
                    variable.get().place(),
                    "the environment has no variable "
                            + Diagnostics.quote(variable.get().value()),
                    "set it before the server starts");
        }
        return variable.map(v -> environment.get(v.value()));
    }

    /** The same of what is a secret for certain. */
    public Optional<String> secret(Node node, String key, Place at) {
        if (node instanceof Node.Scalar) {
            diagnostics.warning(
                    Check.SECRET_IN_CLEAR,
                    at,
                    "a credential stands in the configuration in clear",
                    "write `" + key + ": {from-env: NAME}`");
        }
        return read(node);
    }
}
