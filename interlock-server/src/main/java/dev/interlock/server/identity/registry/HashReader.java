package dev.interlock.server.identity.registry;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import java.util.Optional;

/** Reads the hash of a token that somebody shows. */
public final class HashReader {

    private final Diagnostics diagnostics;
    private final Values values;

    public HashReader(Diagnostics diagnostics, Values values) {
        this.diagnostics = diagnostics;
        this.values = values;
    }

    /**
     * The hash; reports what is none.
     *
     * @param what the key, in backticks
     * @param who shows the token
     */
    public Optional<TokenHash> read(Node node, String what, String who) {
        Optional<Node.Scalar> text = values.text(node, what);
        if (text.isPresent() && !TokenHash.isWritten(text.get().value())) {
            diagnostics.error(
                    Check.BAD_VALUE,
                    text.get().place(),
                    what + " must be the hash of the token that " + who + " sends",
                    "run `interlock token` and write the hash that it prints");
            return Optional.empty();
        }
        return text.map(written -> TokenHash.parse(written.value()));
    }
}
