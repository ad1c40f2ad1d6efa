package dev.interlock.server.jose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads sets of public keys (RFC 7517, section 5). Keys that are of no use here are left out: other types, too weak, malformed, not for
 * signatures. A set as a whole is refused if it holds a secret or two keys of one id, for then its publisher has lost control of it.
 * Thread-safe.
 */
public final class JwkSetReader {

    /** The longest set that is read, in bytes. */
    public static final int MAX_BYTES = 1 << 20;

    /** The most keys of a set. */
    public static final int MAX_KEYS = 1_000;

    private static final JsonReader READER =
            new JsonReader(new JsonLimits(MAX_BYTES, MAX_BYTES, 16, 40, 50_000, JsonLimits.Surrogates.REFUSE));

    private JwkSetReader() {}

    /** The set as a tree, and nothing in it looked at but that {@code keys} holds objects. */
    public static JwtResult<ObjectNode> tree(byte[] text) {
        return object(text).then(JwkSetReader::checked);
    }

    /** A JSON object, read as strictly as a set of keys. */
    static JwtResult<ObjectNode> object(byte[] text) {
        return switch (READER.read(text)) {
            case JsonReader.Outcome.Value(ObjectNode object) -> JwtResult.ok(object);
            case JsonReader.Outcome.Value value -> malformed("it is not a JSON object");
            case JsonReader.Outcome.Refused(boolean wellFormed, String defect) ->
                text.length > MAX_BYTES
                        ? JwtResult.refused(JwtProblem.TOO_LARGE, "the key set is larger than " + MAX_BYTES + " bytes")
                        : malformed(defect);
        };
    }

    /** Checks a set that was read as strictly already; else as {@link #tree}. */
    public static JwtResult<ObjectNode> checked(ObjectNode set) {
        JsonNode keys = set.get("keys");
        if (keys == null || !keys.isArray()) {
            return malformed("it has no `keys` array");
        }
        if (keys.size() > MAX_KEYS) {
            return JwtResult.refused(
                    JwtProblem.TOO_LARGE,
                    "the key set has " + keys.size() + " keys; at most " + MAX_KEYS + " are accepted");
        }
        for (JsonNode key : keys) {
            if (!key.isObject()) {
                return malformed("a key is not an object");
            }
        }
        return JwtResult.ok(set);
    }

    public static JwtResult<KeySet> read(byte[] text) {
        return tree(text).then(JwkSetReader::read);
    }

    /** Reads the keys of a set as {@link #tree} gives it. */
    public static JwtResult<KeySet> read(ObjectNode set) {
        List<ObjectNode> keys = new ArrayList<>();
        set.get("keys").forEach(key -> keys.add((ObjectNode) key));
        return read(keys);
    }

    /** Reads these keys as one set. */
    public static JwtResult<KeySet> read(List<ObjectNode> jwks) {
        List<VerificationKey> keys = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (ObjectNode jwk : jwks) {
            if (VerificationKey.SECRET.stream().anyMatch(jwk::has)) {
                return JwtResult.refused(
                        JwtProblem.KEY_UNFIT,
                        "the key set contains a private key: publish public keys only, and replace that key");
            }
            String id = Json.string(jwk, "kid");
            if (id != null && !ids.add(id)) {
                return JwtResult.refused(JwtProblem.KEY_UNFIT, "two keys in the set have the same `kid`");
            }
            VerificationKey.of(jwk).toOptional().ifPresent(keys::add);
        }
        return JwtResult.ok(KeySet.of(keys));
    }

    private static <T> JwtResult<T> malformed(String why) {
        return JwtResult.refused(JwtProblem.MALFORMED, "the key set cannot be read: " + why);
    }
}
