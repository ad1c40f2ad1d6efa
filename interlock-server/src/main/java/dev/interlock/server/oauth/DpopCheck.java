package dev.interlock.server.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.jose.Algorithm;
import dev.interlock.server.jose.Claims;
import dev.interlock.server.jose.Jwt;
import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.jose.JwtRules;
import dev.interlock.server.jose.ReplayCache;
import dev.interlock.server.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Proofs of possession (RFC 9449): whoever sends a request has the key, made the proof for this very request and token, and only now. A
 * nonce of ours is always asked for, so no proof can be made in advance, and none is taken twice. Thread-safe.
 */
public final class DpopCheck {

    /** The header that proofs come in, in lower case. */
    public static final String HEADER = "dpop";

    /** The header that tells what the next proof has to contain. */
    public static final String NONCE_HEADER = "DPoP-Nonce";

    /** Algorithms that may sign proofs. */
    static final Set<Algorithm> ALGORITHMS = Set.of(Algorithm.ES256, Algorithm.ED25519, Algorithm.PS256);

    /** The same as a challenge names them. */
    static final String ALGORITHMS_TEXT = "ES256 EdDSA PS256";

    /** The longest time by which that of a proof may differ from ours. */
    private static final Duration WINDOW = Duration.ofMinutes(5);

    /** Proofs that are known again at a time: some 150 MiB at the most. */
    private static final int MOST_USED = 1 << 20;

    private static final int LONGEST = 8 << 10;
    private static final int LONGEST_ID = 256;

    private static final List<String> SECRET = List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

    private static final JwtRules RULES = JwtRules.ofType("dpop+jwt")
            .withAlgorithms(ALGORITHMS)
            .withHeaders(Set.of("typ", "alg", "jwk", "kid"))
            .withRequired(Set.of("jti", "htm", "htu", "iat"))
            .withSkew(WINDOW);

    private final DpopNonces nonces;
    private final ReplayCache used;

    public DpopCheck(DpopNonces nonces) {
        this(nonces, new ReplayCache(MOST_USED));
    }

    DpopCheck(DpopNonces nonces, ReplayCache used) {
        this.nonces = nonces;
        this.used = used;
    }

    /**
     * The request that a proof has to be for.
     *
     * @param method of the request
     * @param address of the request as its sender knows it, without query
     * @param token that comes with it
     * @param thumbprint of the key that the token is bound to; empty: any key
     */
    public record Expected(String method, String address, Optional<String> token, Optional<String> thumbprint) {

        /** The expectation of a request that brings no token: any key. */
        public static Expected of(String method, String address) {
            return new Expected(method, address, Optional.empty(), Optional.empty());
        }

        /** Leaves out the token. */
        @Override
        public String toString() {
            return "Expected[" + method + " " + address + "]";
        }
    }

    /** The outcome of a check. */
    public sealed interface Outcome {

        /**
         * The sender has the key.
         *
         * @param thumbprint of the key (RFC 7638), as in {@code jkt}
         * @param claims of the proof
         * @param nonce to be told to the sender, when the one that it used is getting old
         */
        record Proven(String thumbprint, Claims claims, Optional<String> nonce) implements Outcome {

            /** The headers to be sent with the answer. */
            Map<String, String> headers() {
                return nonce.map(next -> Map.of(NONCE_HEADER, next)).orElse(Map.of());
            }
        }

        /** @param nonce to be told to the sender where it is what is missing */
        record Refused(DpopDefect defect, Optional<String> nonce) implements Outcome {

            /** The code of RFC 9449. */
            String error() {
                return defect == DpopDefect.NONCE ? OAuthError.USE_NONCE : OAuthError.INVALID_PROOF;
            }

            /** The headers to be sent with the refusal. */
            Map<String, String> headers() {
                return nonce.map(next -> Map.of(NONCE_HEADER, next)).orElse(Map.of());
            }
        }
    }

    /**
     * Checks the proof of a request, which is used up by it.
     *
     * @param agent that has the token which comes with it
     */
    public Outcome check(String agent, List<String> headers, Expected expected, Instant now) {
        return use(agent, look(headers, expected, now), now);
    }

    /** Checks one proof, which is used up by it. */
    Outcome check(String agent, String proof, Expected expected, Instant now) {
        return use(agent, look(proof, expected, now), now);
    }

    /**
     * The same without using the proof up: while nobody knows who sends it, as anybody can make keys and fill the memory with their proofs.
     * Nothing is done for the sender before {@link #use}.
     */
    Outcome look(List<String> headers, Expected expected, Instant now) {
        return switch (headers.size()) {
            case 0 -> new Outcome.Refused(DpopDefect.MISSING, Optional.of(nonces.next(now)));
            case 1 -> look(headers.getFirst(), expected, now);
            default -> refused(DpopDefect.SEVERAL);
        };
    }

    /**
     * Uses up a proof that was looked at.
     *
     * @param agent whose proof it is: an agent can make keys, so what it has used is counted for all of them together
     */
    Outcome use(String agent, Outcome looked, Instant now) {
        return switch (looked) {
            case Outcome.Refused refused -> refused;
            case Outcome.Proven proven -> {
                Optional<Instant> end = end(proven.claims(), now);
                yield end.isEmpty() ? oldNonce(now) : first(agent, proven, end.get(), now);
            }
        };
    }

    private Outcome first(String agent, Outcome.Proven proven, Instant end, Instant now) {
        return switch (used.use(agent, proven.thumbprint(), proven.claims().id().orElseThrow(), end, now)) {
            case AGAIN -> refused(DpopDefect.REPLAYED);
            case UNKNOWN -> refused(DpopDefect.UNCERTAIN);
            case FIRST -> proven;
        };
    }

    private Optional<Instant> end(Claims claims, Instant now) {
        return claims.text("nonce").flatMap(nonce -> nonces.end(nonce, now));
    }

    private Outcome oldNonce(Instant now) {
        return new Outcome.Refused(DpopDefect.NONCE, Optional.of(nonces.next(now)));
    }

    private Outcome look(String proof, Expected expected, Instant now) {
        if (proof.length() > LONGEST) {
            return refused(DpopDefect.TOO_LARGE);
        }
        return switch (Jwt.read(proof)) {
            case JwtResult.Refused<Jwt> unread -> refused(defect(unread.problem()));
            case JwtResult.Ok<Jwt>(Jwt jwt) ->
                bringsSecret(jwt) ? refused(DpopDefect.PRIVATE_KEY) : look(jwt, expected, now);
        };
    }

    private Outcome look(Jwt jwt, Expected expected, Instant now) {
        return switch (RULES.verifyProof(jwt, now)) {
            case JwtResult.Refused<JwtRules.Proof> unproven -> refused(defect(unproven.problem()));
            case JwtResult.Ok<JwtRules.Proof>(JwtRules.Proof signed) ->
                meant(signed.key().thumbprint(), signed.claims(), expected, now);
        };
    }

    private static boolean bringsSecret(Jwt jwt) {
        ObjectNode jwk = Json.child(jwt.header(), "jwk");
        return jwk != null && SECRET.stream().anyMatch(jwk::has);
    }

    private Outcome meant(String thumbprint, Claims claims, Expected expected, Instant now) {
        if (claims.id().orElseThrow().length() > LONGEST_ID) {
            return refused(DpopDefect.CLAIM);
        }
        if (!claims.text("htm").equals(Optional.of(expected.method()))) {
            return refused(DpopDefect.METHOD);
        }
        Optional<String> address = claims.text("htu").flatMap(HttpUri::normal);
        if (address.isEmpty() || !address.equals(HttpUri.normal(expected.address()))) {
            return refused(DpopDefect.URI);
        }
        // The rules of the signature have refused a proof from the future.
        if (claims.issuedAt().orElseThrow().isBefore(now.minus(WINDOW))) {
            return refused(DpopDefect.TIME);
        }
        if (expected.token().isPresent()
                && !claims.text("ath").equals(expected.token().map(DpopCheck::hash))) {
            return refused(DpopDefect.TOKEN_HASH);
        }
        if (expected.thumbprint().filter(bound -> !bound.equals(thumbprint)).isPresent()) {
            return refused(DpopDefect.KEY_MISMATCH);
        }
        Optional<Instant> end = end(claims, now);
        if (end.isEmpty()) {
            return oldNonce(now);
        }
        return new Outcome.Proven(
                thumbprint,
                claims,
                DpopNonces.isOld(end.get(), now) ? Optional.of(nonces.next(now)) : Optional.empty());
    }

    private static DpopDefect defect(JwtProblem problem) {
        return switch (problem) {
            case MALFORMED -> DpopDefect.MALFORMED;
            case TOO_LARGE -> DpopDefect.TOO_LARGE;
            case ALGORITHM -> DpopDefect.ALGORITHM;
            case TYPE -> DpopDefect.TYPE;
            case HEADER -> DpopDefect.HEADER;
            case KEY_UNKNOWN, KEY_UNFIT -> DpopDefect.KEY;
            case SIGNATURE -> DpopDefect.SIGNATURE;
            case EXPIRED, NOT_YET, LIFETIME -> DpopDefect.TIME;
            case AUDIENCE, ISSUER, CLAIM -> DpopDefect.CLAIM;
            case REPLAYED -> DpopDefect.REPLAYED;
            case UNCERTAIN -> DpopDefect.UNCERTAIN;
        };
    }

    private static Outcome refused(DpopDefect defect) {
        return new Outcome.Refused(defect, Optional.empty());
    }

    /** The hash by which a proof names the token that it comes with, as in {@code ath}. */
    static String hash(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
