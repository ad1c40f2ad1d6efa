package dev.interlock.server.setting;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the fields that every receiver of notifications has: an address, whether the address may be internal, and
 * secrets, which the environment or a file holds.
 */
public final class SentFields {

    private static final int SHORTEST_SECRET = 24;

    private final Diagnostics diagnostics;
    private final Values values;
    private final GivenValues given;

    public SentFields(Diagnostics diagnostics, Values values, GivenValues given) {
        this.diagnostics = diagnostics;
        this.values = values;
        this.given = given;
    }

    public boolean internal(Fields fields) {
        return fields.take("private")
                .flatMap(node -> values.choice(node, "`private`", Map.of("true", true, "false", false)))
                .orElse(false);
    }

    public Optional<URI> target(Fields fields, String key, boolean internal) {
        Optional<Node> node = fields.take(key);
        Optional<URI> uri = node.flatMap(written -> new Addresses(diagnostics, values).url(written, "`" + key + "`"));
        if (uri.isPresent() && !internal && !"https".equalsIgnoreCase(uri.get().getScheme())) {
            diagnostics.error(
                    Check.ADDRESS,
                    node.orElseThrow().place(),
                    "`" + key + "` is not an HTTPS address",
                    "write an `https` address, or `private: true` if it is inside your network");
            return Optional.empty();
        }
        return uri;
    }

    /** The key for an HMAC, which has to be there. */
    public Optional<String> signing(Fields fields) {
        Optional<Node> node = fields.require("secret", "write `secret: {from-env: NAME}`");
        return node.flatMap(written -> secret(written, "secret")).filter(text -> {
            if (text.length() >= SHORTEST_SECRET) {
                return true;
            }
            diagnostics.error(
                    Check.BAD_VALUE,
                    node.orElseThrow().place(),
                    "the secret has fewer than " + SHORTEST_SECRET + " characters",
                    "generate one, for example with `openssl rand -base64 32`");
            return false;
        });
    }

    public Optional<String> secret(Node node, String key) {
        if (!(node instanceof Node.Mapping mapping)) {
            diagnostics.error(
                    Check.SECRET_IN_CLEAR,
                    node.place(),
                    "`" + key + "` is a secret in plain text",
                    "write `" + key + ": {from-env: NAME}`, or `{from-file: FILE}`");
            return Optional.empty();
        }
        return given.elsewhere(mapping, "`" + key + "`");
    }
}
