package dev.interlock.server.jose;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rules for tokens of one kind (RFC 8725): each kind has rules of its own, so that a token of one kind is never taken for one of
 * another. Immutable and thread-safe.
 *
 * @param algorithms that may sign
 * @param types values of {@code typ} that are taken, in lower case and without {@code application/}; the empty text stands for none
 * @param headers the only members that its header may have; empty: any but those that bring keys or ask for extensions
 * @param issuer who has to have issued it; empty: not looked at
 * @param audiences of which it has to name at least one; empty: not looked at
 * @param required claims that have to be there
 * @param skew by how much clocks may differ
 * @param longestLife how long after now (and after {@code iat}, where it is there) it may expire at the latest; empty: not looked at
 */
public record JwtRules(
        Set<Algorithm> algorithms,
        Set<String> types,
        Set<String> headers,
        Optional<String> issuer,
        Set<String> audiences,
        Set<String> required,
        Duration skew,
        Optional<Duration> longestLife) {

    /** The members of a header that hold a key, or say where to find it. Taking them lets the attacker say what to trust. */
    private static final List<String> KEYS = List.of("jku", "jwk", "x5u", "x5c");

    public static final Duration SKEW = Duration.ofSeconds(30);

    public JwtRules {
        algorithms = Set.copyOf(algorithms);
        types = Set.copyOf(types);
        headers = Set.copyOf(headers);
        audiences = Set.copyOf(audiences);
        required = Set.copyOf(required);
        if (algorithms.isEmpty() || types.isEmpty()) {
            throw new IllegalArgumentException("rules that no token can meet");
        }
        if (skew.isNegative()) {
            throw new IllegalArgumentException("a negative skew");
        }
    }

    /** Tokens of this type by any algorithm, which expire; nothing else is asked for. */
    public static JwtRules ofType(String... types) {
        return new JwtRules(
                Algorithm.all(),
                Set.of(types),
                Set.of(),
                Optional.empty(),
                Set.of(),
                Set.of("exp"),
                SKEW,
                Optional.empty());
    }

    public JwtRules withAlgorithms(Set<Algorithm> allowed) {
        return new JwtRules(allowed, types, headers, issuer, audiences, required, skew, longestLife);
    }

    /** Allows only these members in the header. With {@code jwk} among them the key is the token's own, as in DPoP proofs. */
    public JwtRules withHeaders(Set<String> allowed) {
        return new JwtRules(algorithms, types, allowed, issuer, audiences, required, skew, longestLife);
    }

    public JwtRules withIssuer(String name) {
        return new JwtRules(algorithms, types, headers, Optional.of(name), audiences, required, skew, longestLife);
    }

    public JwtRules withAudiences(Set<String> names) {
        return new JwtRules(algorithms, types, headers, issuer, names, required, skew, longestLife);
    }

    /** Requires these claims, in place of those required so far. */
    public JwtRules withRequired(Set<String> claims) {
        return new JwtRules(algorithms, types, headers, issuer, audiences, claims, skew, longestLife);
    }

    public JwtRules withSkew(Duration allowed) {
        return new JwtRules(algorithms, types, headers, issuer, audiences, required, allowed, longestLife);
    }

    public JwtRules withLongestLife(Duration life) {
        return new JwtRules(algorithms, types, headers, issuer, audiences, required, skew, Optional.of(life));
    }

    /** Checks a token against these keys: header, signature, then claims. */
    public JwtResult<Claims> verify(Jwt jwt, KeySet keys, Instant now) {
        return header(jwt.parts()).then(keys::signerOf).then(key -> claims(jwt.unverified(), now));
    }

    /** Reads and checks a token. */
    public JwtResult<Claims> verify(String token, KeySet keys, Instant now) {
        return Jwt.read(token).then(jwt -> verify(jwt, keys, now));
    }

    /**
     * Checks a token that brings its key in its header ({@code jwk}): it proves nothing but that its sender has that key (RFC 9449).
     *
     * @throws IllegalStateException if the rules do not allow {@code jwk} in headers
     */
    public JwtResult<Proof> verifyProof(Jwt jwt, Instant now) {
        if (!headers.contains("jwk")) {
            throw new IllegalStateException("these rules accept no keys from headers");
        }
        return header(jwt.parts()).then(JwtRules::embedded).then(key -> {
            if (!key.algorithms().contains(jwt.algorithm())) {
                return JwtResult.refused(JwtProblem.ALGORITHM, "the proof's algorithm does not match its key");
            }
            return jwt.parts().signedBy(key)
                    ? claims(jwt.unverified(), now).then(claims -> JwtResult.ok(new Proof(claims, key)))
                    : JwtResult.refused(JwtProblem.SIGNATURE, "the proof's signature is wrong: sign it with its `jwk`");
        });
    }

    /**
     * A token that brought its key.
     *
     * @param key its own, vouched for by nobody
     */
    public record Proof(Claims claims, VerificationKey key) {}

    private static JwtResult<VerificationKey> embedded(Jws jwt) {
        ObjectNode jwk = Json.child(jwt.header(), "jwk");
        return jwk == null
                ? JwtResult.refused(JwtProblem.HEADER, "the proof's header has no `jwk`: add the public key to it")
                : VerificationKey.of(jwk);
    }

    /** Returns the token if its header meets these rules. */
    JwtResult<Jws> header(Jws jwt) {
        if (!algorithms.contains(jwt.algorithm())) {
            return JwtResult.refused(
                    JwtProblem.ALGORITHM,
                    "the token's algorithm `" + jwt.algorithm().written() + "` is not accepted here: use one of "
                            + written(algorithms));
        }
        ObjectNode header = jwt.header();
        // Each extension that has to be understood is one that is not understood here (RFC 7515, section 4.1.11).
        if (header.has("crit") || header.has("b64")) {
            return JwtResult.refused(
                    JwtProblem.HEADER, "the token's header requires an extension (`crit`): send a token without one");
        }
        for (String name : KEYS) {
            if (header.has(name) && !headers.contains(name)) {
                return JwtResult.refused(
                        JwtProblem.HEADER,
                        "the token's header contains a key (`" + name + "`): only keys from its issuer are used");
            }
        }
        if (header.has("cty") || header.has("enc") || header.has("zip")) {
            return JwtResult.refused(
                    JwtProblem.HEADER,
                    "the token contains another token or is encrypted: send the inner token, signed");
        }
        if (!headers.isEmpty()) {
            for (var member : header.properties()) {
                if (!headers.contains(member.getKey())) {
                    return JwtResult.refused(
                            JwtProblem.HEADER,
                            "the token's header may contain only " + String.join(", ", new TreeSet<>(headers)));
                }
            }
        }
        return types.contains(type(header))
                ? JwtResult.ok(jwt)
                : JwtResult.refused(
                        JwtProblem.TYPE,
                        "the token's `typ` is not accepted here: it must be " + written(types, "none"));
    }

    /**
     * Returns the type of a token. Media types are compared without case, and {@code application/} may be left out (RFC 7515, section
     * 4.1.9).
     */
    private static String type(ObjectNode header) {
        if (!header.has("typ")) {
            return "";
        }
        String written = Json.string(header, "typ");
        if (written == null || written.isEmpty()) {
            return "?"; // no type of anybody's
        }
        String type = written.toLowerCase(Locale.ROOT);
        return type.startsWith("application/") ? type.substring("application/".length()) : type;
    }

    private JwtResult<Claims> claims(Claims claims, Instant now) {
        for (String name : new TreeSet<>(required)) {
            if (!claims.has(name)) {
                return JwtResult.refused(JwtProblem.CLAIM, "the token has no `" + name + "` claim");
            }
        }
        if (issuer.isPresent() && !claims.issuer().equals(issuer)) {
            return JwtResult.refused(JwtProblem.ISSUER, "the token was not issued by `" + issuer.get() + "`");
        }
        if (!audiences.isEmpty() && audiences.stream().noneMatch(claims.audience()::contains)) {
            return JwtResult.refused(
                    JwtProblem.AUDIENCE,
                    "the token has another audience: get one whose audience is " + written(audiences, ""));
        }
        return times(claims, now);
    }

    private JwtResult<Claims> times(Claims claims, Instant now) {
        Instant latest = now.plus(skew);
        if (claims.expires().filter(end -> !end.isAfter(now.minus(skew))).isPresent()) {
            return JwtResult.refused(JwtProblem.EXPIRED, "the token has expired: get a new one");
        }
        if (claims.notBefore().filter(latest::isBefore).isPresent()) {
            return JwtResult.refused(JwtProblem.NOT_YET, "the token is not valid yet: check that the clocks agree");
        }
        if (claims.issuedAt().filter(latest::isBefore).isPresent()) {
            return JwtResult.refused(
                    JwtProblem.NOT_YET,
                    "the token claims to have been issued in the future: check that the clocks agree");
        }
        if (claims.expires().isPresent()
                && claims.issuedAt()
                        .filter(begin -> claims.expires().get().isBefore(begin))
                        .isPresent()) {
            return JwtResult.refused(JwtProblem.CLAIM, "the token expires before it was issued");
        }
        if (longestLife.isPresent() && claims.expires().isPresent()) {
            Instant end = claims.expires().get();
            Duration life = longestLife.get();
            boolean beyondNow = end.isAfter(latest.plus(life));
            boolean beyondIssue = claims.issuedAt()
                    .filter(begin -> end.isAfter(begin.plus(life)))
                    .isPresent();
            if (beyondNow || beyondIssue) {
                return JwtResult.refused(
                        JwtProblem.LIFETIME,
                        "the token is valid for more than " + life.toSeconds() + " s: get one that expires sooner");
            }
        }
        return JwtResult.ok(claims);
    }

    private static String written(Set<Algorithm> algorithms) {
        return String.join(
                ", ", algorithms.stream().sorted().map(Algorithm::written).toList());
    }

    private static String written(Set<String> names, String absent) {
        return String.join(
                ", ",
                new TreeSet<>(names)
                        .stream()
                                .map(name -> name.isEmpty() ? absent : "`" + name + "`")
                                .toList());
    }
}
