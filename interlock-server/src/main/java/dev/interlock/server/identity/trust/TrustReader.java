package dev.interlock.server.identity.trust;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import dev.interlock.server.identity.spiffe.TrustDomain;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads the key {@code trust} of a configuration. */
public final class TrustReader {

    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final Duration MOST_SKEW = Duration.ofMinutes(5);
    private static final Duration LIFE = Duration.ofHours(1);
    private static final Duration LONGEST_LIFE = Duration.ofDays(1);

    private final Diagnostics diagnostics;
    private final Values values;
    private final Path folder;

    public TrustReader(Diagnostics diagnostics, Values values, Path folder) {
        this.diagnostics = diagnostics;
        this.values = values;
        this.folder = folder;
    }

    public TrustConfig read(Node.Mapping mapping) {
        var fields = new Fields(mapping, "`trust`", diagnostics);
        TrustConfig.Tokens usual = tokens(fields, new TrustConfig.Tokens(Set.of(), SKEW, LIFE, false));
        SortedMap<TrustDomain, TrustConfig.Domain> domains = new TreeMap<>();
        fields.take("domains")
                .flatMap(node ->
                        values.mapping(node, "`domains`", "write `domains: {example.org: {bundle: example.org.json}}`"))
                .ifPresent(all -> all.entries().forEach(entry -> domain(entry, usual, domains)));
        SortedMap<String, TrustConfig.Issuer> issuers = fields.take("issuers")
                .flatMap(node -> values.mapping(
                        node, "`issuers`", "write `issuers: {corp: {issuer: https://login.example.com}}`"))
                .map(all -> new IssuerReader(diagnostics, values, folder, this).read(all, usual))
                .orElse(new TreeMap<>());
        fields.finish();
        return new TrustConfig(domains, issuers);
    }

    private void domain(
            Node.Entry entry, TrustConfig.Tokens usual, SortedMap<TrustDomain, TrustConfig.Domain> domains) {
        Optional<TrustDomain> name = TrustDomain.parse(entry.key().value());
        if (name.isEmpty()) {
            diagnostics.error(
                    Check.TRUST,
                    entry.key().place(),
                    Diagnostics.quote(entry.key().value()) + " is not a trust domain",
                    "write its name alone, such as `example.org`");
        }
        Optional<Node.Mapping> written =
                values.mapping(entry.value(), "a trust domain", "write `{bundle: example.org.json}`");
        if (written.isEmpty()) {
            return;
        }
        var fields = new Fields(written.get(), "a trust domain", diagnostics);
        Optional<BundlePlace> bundle = fields.require(
                        "bundle", "name the file of its bundle, such as `example.org.json`")
                .flatMap(node -> new BundlePlaceReader(diagnostics, values, folder).place(node, name));
        TrustConfig.Tokens tokens = tokens(fields, usual);
        if (tokens.audiences().isEmpty()) {
            diagnostics.error(
                    Check.TRUST,
                    entry.key().place(),
                    "the configuration does not say which tokens of "
                            + Diagnostics.quote(entry.key().value()) + " are for this server",
                    "write `audience:` here or under `trust`, such as `https://gateway.example.com`");
        }
        fields.finish();
        if (name.isEmpty() || bundle.isEmpty()) {
            return;
        }
        if (domains.put(name.get(), new TrustConfig.Domain(bundle.get(), tokens)) != null) {
            diagnostics.error(
                    Check.DUPLICATE_NAME,
                    entry.key().place(),
                    Diagnostics.quote(name.get().name()) + " is named twice; case is ignored",
                    "name each trust domain once");
        }
    }

    /** Reads what an entry says of its tokens; the rest is as usual. */
    TrustConfig.Tokens tokens(Fields fields, TrustConfig.Tokens usual) {
        Set<String> audiences = new TreeSet<>();
        fields.take("audience")
                .ifPresent(node -> values.texts(node, "an audience").forEach(text -> audiences.add(text.value())));
        Duration skew = duration(fields, "skew", MOST_SKEW, usual.skew());
        Duration life = duration(fields, "life", LONGEST_LIFE, usual.life());
        boolean once = fields.take("single-use")
                .flatMap(node -> values.choice(node, "`single-use`", Map.of("true", true, "false", false)))
                .orElse(usual.singleUse());
        return new TrustConfig.Tokens(audiences.isEmpty() ? usual.audiences() : audiences, skew, life, once);
    }

    private Duration duration(Fields fields, String key, Duration most, Duration usual) {
        Optional<Node> node = fields.take(key);
        OptionalLong millis =
                node.map(given -> values.duration(given, "`" + key + "`")).orElse(OptionalLong.empty());
        if (millis.isEmpty()) {
            return usual;
        }
        Duration read = Duration.ofMillis(millis.getAsLong());
        if (read.compareTo(most) > 0) {
            diagnostics.error(
                    Check.BAD_DURATION,
                    node.orElseThrow().place(),
                    "`" + key + "` must be at most " + most.toMinutes() + " minutes",
                    "write a shorter time, because a stolen token can be used for that long");
            return usual;
        }
        return read;
    }
}
