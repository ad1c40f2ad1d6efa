package dev.interlock.server.identity.registry;

import dev.interlock.engine.model.Caller;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import dev.interlock.server.identity.spiffe.SpiffeId;
import dev.interlock.server.identity.trust.TrustConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads what proves that somebody is a party; no two parties have the same. */
final class ProofReader {

    private static final String TOKEN_REMEDY =
            "run `interlock token` and write the hash that it prints; an agent or person may have an `identity`"
                    + " instead";

    private final Diagnostics diagnostics;
    private final Values values;
    private final TrustConfig trust;
    private final IdentityReader identityReader;
    private final Map<TokenHash, Node.Scalar> tokens = new HashMap<>();
    private final Set<String> runtimes = new TreeSet<>();
    private final Map<SpiffeId, Node.Scalar> spiffeIds = new HashMap<>();

    /** @param trust who is believed when it says who a party is */
    ProofReader(Diagnostics diagnostics, Values values, TrustConfig trust) {
        this.diagnostics = diagnostics;
        this.values = values;
        this.trust = trust;
        this.identityReader = new IdentityReader(diagnostics, values, trust);
    }

    /** The proofs by which a party is known. */
    record Proofs(List<TokenHash> tokens, List<SpiffeId> spiffeIds, List<IssuedIdentity> issued) {
        private boolean isEmpty() {
            return tokens.isEmpty() && spiffeIds.isEmpty() && issued.isEmpty();
        }

        /** Returns the runtime of a party that has proven nothing yet. */
        private String runtime() {
            if (!tokens.isEmpty()) {
                return tokens.getFirst().runtime();
            }
            String first = spiffeIds.isEmpty()
                    ? issued.getFirst().toString()
                    : spiffeIds.getFirst().toString();
            return TokenHash.of(first).runtime().replace("token-", "unproven-");
        }

        /** The party that is known by them; nothing where none could be read. */
        Optional<Registry.Entry> entry(Function<String, Caller> ofRuntime) {
            return isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Registry.Entry(ofRuntime.apply(runtime()), tokens, spiffeIds, issued));
        }
    }

    /** Reads the proofs of a party: tokens, an identity, or both; several while something is being replaced. */
    Proofs read(Node.Scalar name, Fields fields) {
        boolean identified = fields.has("identity");
        List<Node> identities = fields.take("identity")
                .map(node -> node instanceof Node.Sequence several ? several.items() : List.of(node))
                .orElse(List.of());
        List<SpiffeId> ids = new ArrayList<>();
        List<IssuedIdentity> issued = new ArrayList<>();
        for (Node identity : identities) {
            if (identity instanceof Node.Mapping mapping) {
                identityReader.read(name, mapping).ifPresent(issued::add);
            } else {
                ids.addAll(spiffeIds(identity));
            }
        }
        return new Proofs(tokens(fields, !identified), ids, issued);
    }

    /** A token alone. */
    Proofs token(Fields fields) {
        return new Proofs(tokens(fields, true), List.of(), List.of());
    }

    private List<SpiffeId> spiffeIds(Node node) {
        var found = new ArrayList<SpiffeId>();
        for (Node.Scalar text : values.texts(node, "an identity")) {
            Optional<SpiffeId> id = SpiffeId.parse(text.value());
            if (id.isEmpty()) {
                diagnostics.error(
                        Check.IDENTITY,
                        text.place(),
                        Diagnostics.quote(text.value()) + " is not a SPIFFE ID",
                        "write the id of the workload, such as `spiffe://example.org/agents/clerk`");
                continue;
            }
            if (!trust.domains().containsKey(id.get().domain())) {
                diagnostics.error(
                        Check.IDENTITY,
                        text.place(),
                        "there is no trusted domain "
                                + Diagnostics.quote(id.get().domain().name()),
                        "write `trust: {domains: {" + id.get().domain() + ": {bundle: ...}}}`");
            }
            Node.Scalar first = spiffeIds.putIfAbsent(id.get(), text);
            if (first != null) {
                diagnostics.error(
                        Check.IDENTITY,
                        text.place(),
                        "this identity is already used in line " + first.place().line(),
                        "give every agent its own identity, because agents that share one cannot be distinguished");
                continue;
            }
            found.add(id.get());
        }
        return found;
    }

    /** Reads the hash of a token, or several while a token is being replaced. */
    private List<TokenHash> tokens(Fields fields, boolean required) {
        var found = new ArrayList<TokenHash>();
        Optional<Node> node = required ? fields.require("token", TOKEN_REMEDY) : fields.take("token");
        for (Node.Scalar text : node.map(n -> values.texts(n, "a token's hash")).orElse(List.of())) {
            if (!TokenHash.isWritten(text.value())) {
                boolean secret = Token.isToken(text.value());
                diagnostics.error(
                        Check.TOKEN_HASH,
                        text.place(),
                        secret ? "this is a token, not its hash" : "this is not the hash of a token",
                        secret
                                ? "anyone who has read it can use it: create another one with `interlock token` and"
                                        + " write its hash here"
                                : "write `sha256:` and 64 hex digits, as `interlock token` prints them");
                continue;
            }
            TokenHash hash = TokenHash.parse(text.value());
            Node.Scalar first = tokens.putIfAbsent(hash, text);
            if (first != null || !runtimes.add(hash.runtime())) {
                diagnostics.error(
                        Check.TOKEN_SHARED,
                        text.place(),
                        "this token is already used"
                                + (first == null
                                        ? ""
                                        : " in line " + first.place().line()),
                        "give every agent and every person its own token, created with `interlock token`");
                continue;
            }
            found.add(hash);
        }
        return found;
    }
}
