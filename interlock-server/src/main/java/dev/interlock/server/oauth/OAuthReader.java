package dev.interlock.server.oauth;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import dev.interlock.server.jose.Algorithm;
import dev.interlock.server.jose.JwkSetReader;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.jose.KeySet;
import dev.interlock.server.setting.Listen;
import dev.interlock.server.setting.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the key {@code oauth} of a configuration. */
public final class OAuthReader {

    private static final Map<String, Algorithm> ALGORITHMS =
            Map.of("EdDSA", Algorithm.ED25519, "ES256", Algorithm.ES256);

    /** A token that lives longer stands for little more than a password. */
    private static final Duration LONGEST_TOKEN = Duration.ofHours(1);

    private static final Duration SHORTEST_TOKEN = Duration.ofSeconds(10);
    private static final Duration SHORTEST_ROTATION = Duration.ofHours(1);

    private final Diagnostics diagnostics;
    private final Values values;
    private final Path folder;

    public OAuthReader(Diagnostics diagnostics, Values values, Path folder) {
        this.diagnostics = diagnostics;
        this.values = values;
        this.folder = folder;
    }

    /** @param listen where an issuer without an address of its own is found */
    public OAuthConfig read(Node.Mapping mapping, Listen listen) {
        var fields = new Fields(mapping, "`oauth`", diagnostics);
        Optional<String> issuer =
                fields.take("issuer").flatMap(node -> new Origin(diagnostics, values).read(node, "`issuer`"));
        if (!fields.has("issuer") && !listen.loopback()) {
            diagnostics.error(
                    Check.MISSING_KEY,
                    mapping.place(),
                    "`oauth` needs an `issuer` when other machines can reach the listener",
                    "write the address that callers use for this server: `issuer: https://gateway.example.com`");
        }
        Duration tokenTime = duration(fields, "token-time", OAuthConfig.TOKEN_TIME, SHORTEST_TOKEN, LONGEST_TOKEN);
        Duration rotation = duration(fields, "rotation", OAuthConfig.ROTATION, SHORTEST_ROTATION, Duration.ofDays(366));
        Algorithm algorithm = fields.take("algorithm")
                .flatMap(node -> values.choice(node, "`algorithm`", ALGORITHMS))
                .orElse(Algorithm.ED25519);
        var clients = new TreeMap<String, KeySet>();
        fields.take("clients")
                .flatMap(node -> values.mapping(node, "`clients`", "write `clients: {billing: {keys: billing.jwks}}`"))
                .ifPresent(all -> clients(all, clients));
        fields.finish();
        return new OAuthConfig(issuer, tokenTime, algorithm, rotation, clients);
    }

    private Duration duration(Fields fields, String key, Duration usual, Duration least, Duration most) {
        Optional<Node> node = fields.take(key);
        OptionalLong millis = node.isPresent() ? values.duration(node.get(), "`" + key + "`") : OptionalLong.empty();
        if (millis.isEmpty()) {
            return usual;
        }
        Duration given = Duration.ofMillis(millis.getAsLong());
        if (given.compareTo(least) < 0 || given.compareTo(most) > 0) {
            diagnostics.error(
                    Check.BAD_DURATION,
                    fields.keyPlace(key),
                    "`" + key + "` must be from " + least.toSeconds() + " to " + most.toSeconds() + " seconds",
                    "write a time between these");
            return usual;
        }
        return given;
    }

    private void clients(Node.Mapping mapping, SortedMap<String, KeySet> clients) {
        for (Node.Entry entry : mapping.entries()) {
            if (!values.isName(entry.key(), "a client")) {
                continue;
            }
            Optional<Node.Mapping> client = values.mapping(entry.value(), "a client", "write `{keys: billing.jwks}`");
            if (client.isEmpty()) {
                continue;
            }
            var fields = new Fields(client.get(), "a client", diagnostics);
            fields.require("keys", "name a file that contains the client's public keys as a JWK set")
                    .flatMap(node -> values.text(node, "`keys`"))
                    .flatMap(this::keys)
                    .ifPresent(keys -> clients.put(entry.key().value(), keys));
            fields.finish();
        }
    }

    private Optional<KeySet> keys(Node.Scalar file) {
        JwtResult<KeySet> read;
        try (InputStream in = Files.newInputStream(folder.resolve(file.value()))) {
            read = JwkSetReader.read(in.readNBytes(JwkSetReader.MAX_BYTES + 1));
        } catch (IOException e) {
            diagnostics.error(
                    Check.UNREADABLE,
                    file.place(),
                    "`" + file.value() + "` cannot be read",
                    "check that it is a file that you can read");
            return Optional.empty();
        }
        return switch (read) {
            case JwtResult.Ok<KeySet>(KeySet keys) when !keys.isEmpty() -> Optional.of(keys);
            case JwtResult.Ok<KeySet> none -> {
                diagnostics.error(
                        Check.BAD_VALUE,
                        file.place(),
                        "`" + file.value() + "` contains no key that is accepted",
                        "put a public key for EdDSA, ES256 or PS256 into it");
                yield Optional.empty();
            }
            case JwtResult.Refused<KeySet> refused -> {
                diagnostics.error(
                        Check.BAD_VALUE,
                        file.place(),
                        "`" + file.value() + "`: " + refused.message(),
                        "write a JWK set with public keys: `{\"keys\": [...]}`");
                yield Optional.empty();
            }
        };
    }
}
