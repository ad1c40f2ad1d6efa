package dev.interlock.server.identity.trust;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import dev.interlock.server.identity.oidc.Application;
import dev.interlock.server.identity.oidc.Discovery;
import dev.interlock.server.identity.oidc.Preset;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads the issuers of OpenID Connect under {@code trust}. */
final class IssuerReader {

    private static final Map<String, Preset> PRESETS =
            Map.of("openid", Preset.OPENID, "kubernetes", Preset.KUBERNETES, "github", Preset.GITHUB);

    private final Diagnostics diagnostics;
    private final Values values;
    private final Path folder;
    private final TrustReader trust;
    private final Map<String, Node.Scalar> addresses = new HashMap<>();

    IssuerReader(Diagnostics diagnostics, Values values, Path folder, TrustReader trust) {
        this.diagnostics = diagnostics;
        this.values = values;
        this.folder = folder;
        this.trust = trust;
    }

    SortedMap<String, TrustConfig.Issuer> read(Node.Mapping mapping, TrustConfig.Tokens usual) {
        SortedMap<String, TrustConfig.Issuer> issuers = new TreeMap<>();
        for (Node.Entry entry : mapping.entries()) {
            values.isName(entry.key(), "an issuer");
            values.mapping(entry.value(), "an issuer", "write `{issuer: https://login.example.com}`")
                    .flatMap(written -> issuer(entry.key(), written, usual))
                    .ifPresent(issuer -> issuers.put(entry.key().value(), issuer));
        }
        return issuers;
    }

    private Optional<TrustConfig.Issuer> issuer(Node.Scalar name, Node.Mapping written, TrustConfig.Tokens usual) {
        var fields = new Fields(written, "an issuer", diagnostics);
        Preset preset = fields.take("preset")
                .flatMap(node -> values.choice(node, "`preset`", PRESETS))
                .orElse(Preset.OPENID);
        Optional<String> address = address(name, fields, preset);
        boolean audienceGiven = fields.has("audience");
        TrustConfig.Tokens said = trust.tokens(fields, usual);
        Set<String> clients = new TreeSet<>();
        fields.take("clients")
                .ifPresent(node -> values.texts(node, "a client").forEach(text -> clients.add(text.value())));
        Optional<Path> authorities = fields.take("ca-certificates")
                .flatMap(node -> values.text(node, "`ca-certificates`"))
                .map(text -> folder.resolve(text.value()).normalize());
        Optional<Application> login = fields.take("login")
                .flatMap(node -> values.mapping(node, "`login`", "write `login: {client-id: interlock-cli}`"))
                .flatMap(mapping -> login(mapping, address.orElse(""), said));
        fields.finish();
        // an id token is for the client that asked for it
        boolean ofClient = !audienceGiven
                && login.filter(known -> known.present() == Application.Present.ID)
                        .isPresent();
        TrustConfig.Tokens tokens = ofClient
                ? new TrustConfig.Tokens(
                        Set.of(login.orElseThrow().client()), said.skew(), said.life(), said.singleUse())
                : said;
        if (tokens.audiences().isEmpty()) {
            diagnostics.error(
                    Check.TRUST,
                    name.place(),
                    "the configuration does not say which tokens of " + Diagnostics.quote(name.value())
                            + " are for this server",
                    "write `audience:` here or under `trust`, such as `https://gateway.example.com`");
            return Optional.empty();
        }
        return address.map(issuer -> new TrustConfig.Issuer(issuer, preset, tokens, clients, authorities, login));
    }

    private Optional<String> address(Node.Scalar name, Fields fields, Preset preset) {
        if (preset == Preset.GITHUB && !fields.has("issuer")) {
            return unique(name, Preset.GITHUB_ISSUER);
        }
        Optional<Node.Scalar> written = fields.require(
                        "issuer", "write its address, exactly as its tokens have it in `iss`")
                .flatMap(node -> values.text(node, "`issuer`"));
        if (written.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> objection = Discovery.objection(written.get().value());
        if (objection.isPresent()) {
            diagnostics.error(
                    Check.TRUST,
                    written.get().place(),
                    Diagnostics.quote(written.get().value()) + " cannot be trusted as an issuer: " + objection.get(),
                    "write its address, such as `https://login.example.com`");
            return Optional.empty();
        }
        return unique(written.get(), written.get().value());
    }

    private Optional<String> unique(Node.Scalar written, String address) {
        Node.Scalar first = addresses.putIfAbsent(address, written);
        if (first != null) {
            diagnostics.error(
                    Check.DUPLICATE_NAME,
                    written.place(),
                    Diagnostics.quote(address) + " is already trusted in line "
                            + first.place().line(),
                    "name each issuer once, so that its tokens have one meaning");
            return Optional.empty();
        }
        return Optional.of(address);
    }

    private Optional<Application> login(Node.Mapping mapping, String issuer, TrustConfig.Tokens tokens) {
        var fields = new Fields(mapping, "`login`", diagnostics);
        Optional<String> client = fields.require("client-id", "write the client id of the command line at the issuer")
                .flatMap(node -> values.text(node, "`client-id`"))
                .map(Node.Scalar::value);
        Optional<String> scope = text(fields, "scope");
        Application.Present present = fields.take("token")
                .flatMap(node -> values.choice(
                        node, "`token`", Map.of("access", Application.Present.ACCESS, "id", Application.Present.ID)))
                .orElse(Application.Present.ACCESS);
        Optional<String> resource = text(fields, "resource")
                .or(() -> present == Application.Present.ID
                        ? Optional.empty()
                        : tokens.audiences().stream()
                                .filter(audience -> tokens.audiences().size() == 1
                                        && Discovery.objection(audience).isEmpty())
                                .findFirst());
        fields.finish();
        return client.map(id -> new Application(issuer, id, scope.orElse(Application.SCOPE), resource, present));
    }

    private Optional<String> text(Fields fields, String key) {
        return fields.take(key)
                .flatMap(node -> values.text(node, "`" + key + "`"))
                .map(Node.Scalar::value);
    }
}
