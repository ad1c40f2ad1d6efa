package dev.interlock.server.gate;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Fault;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.ledger.json.UnencodableException;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.server.mcp.CallContext;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The facts of a call: the canonical digest of its arguments, and what the catalogue says it is about. */
final class Facts {

    private Facts() {}

    static CallFacts of(Catalog catalog, CallContext call, Map<String, @Nullable Object> arguments) {
        try {
            String digest = Digests.sha256(CanonicalJson.canonicalize(arguments));
            return catalog.facts(call.server(), call.tool(), arguments, digest);
        } catch (UnencodableException e) {
            // Two parties could read such arguments differently, so nobody could approve exactly this call.
            String digest = Digests.sha256(call.arguments().toString());
            return catalog.facts(call.server(), call.tool(), arguments, digest)
                    .with(new Fault("args", "have no canonical form: " + e.getMessage()));
        }
    }
}
