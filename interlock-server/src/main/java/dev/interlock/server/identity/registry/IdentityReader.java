package dev.interlock.server.identity.registry;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import dev.interlock.server.identity.oidc.Preset;
import dev.interlock.server.identity.trust.TrustConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads an {@code identity} that is a mapping: whose tokens of an issuer a party is known by. */
final class IdentityReader {

    private final Diagnostics diagnostics;
    private final Values values;
    private final TrustConfig trust;
    private final List<Read> all = new ArrayList<>();

    private record Read(Node.Scalar party, IssuedIdentity identity) {}

    IdentityReader(Diagnostics diagnostics, Values values, TrustConfig trust) {
        this.diagnostics = diagnostics;
        this.values = values;
        this.trust = trust;
    }

    Optional<IssuedIdentity> read(Node.Scalar party, Node.Mapping mapping) {
        var fields = new Fields(mapping, "an identity", diagnostics);
        Optional<Node.Scalar> issuer = fields.require("issuer", "write the name of an issuer under `trust`")
                .flatMap(node -> values.text(node, "`issuer`"));
        if (issuer.isEmpty()) {
            return Optional.empty();
        }
        TrustConfig.Issuer known = trust.issuers().get(issuer.get().value());
        if (known == null) {
            diagnostics.error(
                    Check.IDENTITY,
                    issuer.get().place(),
                    "there is no trusted issuer "
                            + Diagnostics.quote(issuer.get().value()),
                    "write `trust: {issuers: {" + issuer.get().value() + ": {issuer: https://...}}}`");
            return Optional.empty();
        }
        SortedMap<String, String> conditions = conditions(fields, known.preset());
        fields.finish();
        Optional<String> missing = known.preset().missing(conditions.keySet());
        if (missing.isPresent()) {
            diagnostics.error(
                    Check.IDENTITY,
                    fields.place(),
                    "this matches every party of that issuer",
                    "write " + missing.get());
            return Optional.empty();
        }
        var identity = new IssuedIdentity(issuer.get().value(), conditions);
        return alone(party, fields, identity) ? Optional.of(identity) : Optional.empty();
    }

    private SortedMap<String, String> conditions(Fields fields, Preset preset) {
        SortedMap<String, String> conditions = new TreeMap<>();
        for (String name : preset.conditions()) {
            fields.take(name)
                    .flatMap(node -> values.text(node, "`" + name + "`"))
                    .ifPresent(value -> conditions.put(name, value.value()));
        }
        if (preset == Preset.OPENID) {
            fields.take("claims")
                    .flatMap(node -> values.mapping(node, "`claims`", "write `claims: {client_id: clerk}`"))
                    .ifPresent(claims -> claims.entries()
                            .forEach(entry -> values.text(entry.value(), "a claim")
                                    .ifPresent(value -> conditions.put(
                                            Preset.CLAIM + entry.key().value(), value.value()))));
        }
        return conditions;
    }

    /** A token that proves two parties proves none: whoever has it could choose who it is. */
    private boolean alone(Node.Scalar party, Fields fields, IssuedIdentity identity) {
        for (Read other : all) {
            if (!other.party().value().equals(party.value()) && other.identity().overlaps(identity)) {
                diagnostics.error(
                        Check.IDENTITY,
                        fields.place(),
                        "a token may match both this party and "
                                + Diagnostics.quote(other.party().value()) + " in line "
                                + other.party().place().line(),
                        "give every agent and every person its own identity: make one value differ");
                return false;
            }
        }
        all.add(new Read(party, identity));
        return true;
    }
}
