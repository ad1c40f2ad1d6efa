package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.server.jose.Algorithm;
import dev.interlock.server.jose.KeySet;
import dev.interlock.server.jose.SigningKeys;
import dev.interlock.server.jose.VerificationKey;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import dev.interlock.server.json.PlainJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record of an approval that carries its own signature: {@code envelope.value} is a JWS of the canonical bytes (RFC 8785) of all the
 * rest. The shape is that of the Approval Governance Record of Mission-Bound Authorization, a draft; the types are our own, as a hold
 * is no mission and nobody is to take the one for the other.
 */
public final class SignedRecord {

    static final String TYPE = "application/interlock-approval-record+jws";
    static final String CONTENT = "application/interlock-approval-record+json";

    private static final String ENVELOPE = "envelope";
    private static final String FORMAT = "jws-compact";

    private SignedRecord() {}

    /** Signs the record, and adds the envelope to it. */
    public static ObjectNode sign(ObjectNode record, SigningKeys keys) {
        String value = keys.sign(TYPE, CONTENT, canonical(record));
        record.putObject(ENVELOPE).put("format", FORMAT).put("value", value);
        return record;
    }

    private static byte[] canonical(ObjectNode record) {
        return CanonicalJson.canonicalize(PlainJson.of(record));
    }

    /** Returns why the record is not one that a holder of these keys signed as it is, in lower case; empty if it is. */
    public static Optional<String> defect(ObjectNode signed, KeySet keys) {
        ObjectNode envelope = Json.child(signed, ENVELOPE);
        String format = envelope == null ? null : Json.string(envelope, "format");
        String value = envelope == null ? null : Json.string(envelope, "value");
        if (value == null || !FORMAT.equals(format)) {
            return Optional.of("it has no `envelope` of the format `" + FORMAT + "`");
        }
        String[] parts = value.split("\\.", -1);
        ObjectNode header = parts.length == 3 ? header(parts[0]) : null;
        if (header == null) {
            return Optional.of("its envelope is not a JWS in compact form");
        }
        if (!TYPE.equals(Json.string(header, "typ")) || !CONTENT.equals(Json.string(header, "cty"))) {
            return Optional.of("the signed content is not the record of an approval");
        }
        if (!isSigned(parts, Json.string(header, "kid"), Json.string(header, "alg"), keys)) {
            return Optional.of("it is not signed by one of these keys");
        }
        ObjectNode rest = signed.deepCopy();
        rest.remove(ENVELOPE);
        return Arrays.equals(decoded(parts[1]), canonical(rest))
                ? Optional.empty()
                : Optional.of("the signature belongs to another record, so this one was changed");
    }

    private static boolean isSigned(String[] parts, @Nullable String kid, @Nullable String alg, KeySet keys) {
        byte[] signed = (parts[0] + '.' + parts[1]).getBytes(StandardCharsets.US_ASCII);
        byte[] signature = decoded(parts[2]);
        for (VerificationKey key : keys.keys()) {
            if (kid != null && key.id().filter(kid::equals).isPresent()) {
                for (Algorithm algorithm : key.algorithms()) {
                    if (algorithm.written().equals(alg) && key.verify(algorithm, signed, signature)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static @Nullable ObjectNode header(String part) {
        return new JsonReader(JsonLimits.answers()).read(decoded(part))
                        instanceof JsonReader.Outcome.Value(ObjectNode header)
                ? header
                : null;
    }

    private static byte[] decoded(String part) {
        try {
            return Base64.getUrlDecoder().decode(part);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
