package dev.interlock.server.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.interlock.server.json.Json;
import java.text.ParseException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The agent's side of proofs of possession: a key, and the proofs that it makes. For agents that are started with our command line, and for
 * whoever writes one in Java. Immutable and thread-safe.
 */
public final class DpopKey {

    private final ECKey key;
    private final ECDSASigner signer;

    private DpopKey(ECKey key) throws JOSEException {
        this.key = key;
        this.signer = new ECDSASigner(key);
    }

    /** A new one, for ES256. */
    public static DpopKey generate() {
        try {
            return new DpopKey(new ECKeyGenerator(Curve.P_256).generate());
        } catch (JOSEException e) {
            throw new AssertionError("every Java platform has P-256", e);
        }
    }

    /**
     * Reads a key that was kept.
     *
     * @param secret as {@link #secret} gives it
     * @throws IllegalArgumentException if it is no private key of P-256; the message repeats nothing of it
     */
    public static DpopKey of(String secret) {
        try {
            ECKey key = ECKey.parse(secret);
            if (!key.isPrivate() || !key.getCurve().equals(Curve.P_256)) {
                throw new IllegalArgumentException("it is not a private key on the curve P-256");
            }
            return new DpopKey(key);
        } catch (ParseException | JOSEException e) {
            throw new IllegalArgumentException("it is not a private key in JWK form");
        }
    }

    /** The private key as a JWK: whoever has it can use every token that is bound to it. */
    public String secret() {
        return key.toJSONString();
    }

    /** The thumbprint of the key, as in {@code jkt}. */
    public String thumbprint() {
        try {
            return key.computeThumbprint().toString();
        } catch (JOSEException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /**
     * A proof for one request.
     *
     * @param address without query
     * @param token that it comes with
     * @param nonce that the server told last
     */
    public String proof(String method, String address, Optional<String> token, Optional<String> nonce, Instant now) {
        return sign(claims(method, address, token, nonce, now));
    }

    /**
     * The agreement that another agent gets a task below that of a token, to be sent as {@code subject_token_proof} with the exchange.
     *
     * @param actor the name under which the other agent is registered
     * @param endpoint address of the token endpoint
     */
    public String delegation(String actor, String endpoint, String token, String nonce, Instant now) {
        return sign(claims("POST", endpoint, Optional.of(token), Optional.of(nonce), now)
                .put("actor", actor));
    }

    private static ObjectNode claims(
            String method, String address, Optional<String> token, Optional<String> nonce, Instant now) {
        ObjectNode claims = Json.object()
                .put("jti", UUID.randomUUID().toString())
                .put("htm", method)
                .put("htu", address)
                .put("iat", now.getEpochSecond());
        token.ifPresent(held -> claims.put("ath", DpopCheck.hash(held)));
        nonce.ifPresent(told -> claims.put("nonce", told));
        return claims;
    }

    private String sign(ObjectNode claims) {
        try {
            JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                    .type(new JOSEObjectType("dpop+jwt"))
                    .jwk(key.toPublicJWK())
                    .build();
            var jws = new JWSObject(header, new Payload(Json.text(claims)));
            jws.sign(signer);
            return jws.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("signing a proof", e);
        }
    }

    /** Shows no secret. */
    @Override
    public String toString() {
        return "DpopKey[" + thumbprint() + "]";
    }
}
