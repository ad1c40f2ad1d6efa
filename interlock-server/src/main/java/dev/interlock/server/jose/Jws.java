package dev.interlock.server.jose;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The parts of a JWS in compact form (RFC 7515, section 7.1), whose signature nobody has checked. Immutable. */
final class Jws {

    private static final int PARTS = 3;
    private static final int ENCRYPTED_PARTS = 5;

    private static final JsonReader READER =
            new JsonReader(new JsonLimits(Jwt.MAX_CHARS, Jwt.MAX_CHARS, 16, 40, 2_000, JsonLimits.Surrogates.REFUSE));

    private final ObjectNode header;
    private final Algorithm algorithm;
    private final byte[] payload;
    private final byte[] signed;
    private final byte[] signature;

    private Jws(ObjectNode header, Algorithm algorithm, byte[] payload, byte[] signed, byte[] signature) {
        this.header = header;
        this.algorithm = algorithm;
        this.payload = payload;
        this.signed = signed;
        this.signature = signature;
    }

    static JwtResult<Jws> read(String token) {
        if (token.length() > Jwt.MAX_CHARS) {
            return JwtResult.refused(
                    JwtProblem.TOO_LARGE,
                    "the token has " + token.length() + " characters; at most " + Jwt.MAX_CHARS + " are accepted");
        }
        String[] parts = token.split("\\.", -1);
        if (parts.length != PARTS) {
            return malformed(
                    parts.length == ENCRYPTED_PARTS
                            ? "the token is encrypted: send a signed one"
                            : "the token is not a signed JWT in compact form: send three parts separated by dots");
        }
        byte[] head = Base64Url.decode(parts[0]);
        byte[] payload = Base64Url.decode(parts[1]);
        byte[] signature = Base64Url.decode(parts[2]);
        if (head == null || payload == null || signature == null) {
            return malformed("the token is not base64url without padding");
        }
        byte[] signed = (parts[0] + '.' + parts[1]).getBytes(StandardCharsets.US_ASCII);
        return object("header", head)
                .then(header -> algorithm(header)
                        .then(algorithm -> JwtResult.ok(new Jws(header, algorithm, payload, signed, signature))));
    }

    private static JwtResult<ObjectNode> object(String what, byte[] text) {
        return switch (READER.read(text)) {
            case JsonReader.Outcome.Value(ObjectNode object) -> JwtResult.ok(object);
            case JsonReader.Outcome.Value value -> malformed("the token's " + what + " is not a JSON object");
            case JsonReader.Outcome.Refused(boolean wellFormed, String defect) ->
                malformed("the token's " + what + " cannot be read: " + defect);
        };
    }

    private static JwtResult<Algorithm> algorithm(ObjectNode header) {
        String written = Json.string(header, "alg");
        if (written == null) {
            return malformed("the token's header has no `alg`");
        }
        Optional<Algorithm> known = Algorithm.of(written);
        return known.isPresent()
                ? JwtResult.ok(known.get())
                : JwtResult.refused(
                        JwtProblem.ALGORITHM,
                        "the token is signed with an unsupported algorithm: use EdDSA, ES256, PS256 or RS256");
    }

    private static <T> JwtResult<T> malformed(String message) {
        return JwtResult.refused(JwtProblem.MALFORMED, message);
    }

    ObjectNode header() {
        return header;
    }

    Algorithm algorithm() {
        return algorithm;
    }

    Optional<String> keyId() {
        return Optional.ofNullable(Json.string(header, "kid"));
    }

    /** The payload as claims. */
    JwtResult<Claims> claims() {
        return object("claims", payload).then(Claims::of);
    }

    boolean signedBy(VerificationKey key) {
        return key.verify(algorithm, signed, signature);
    }
}
