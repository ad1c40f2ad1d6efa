package dev.interlock.e2e.attack;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** Assertions of the configured client (RFC 7523), right or wrong. */
final class Assertions {

    private static final ECKey SECRET = made();

    /** The client's public key, as a JWK. */
    static final String KEY = SECRET.toPublicJWK().toJSONString();

    private Assertions() {}

    private static ECKey made() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("billing-1").generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    static String good() {
        return with(claims -> {});
    }

    static String with(Consumer<JWTClaimsSet.Builder> change) {
        return signed(SECRET, change);
    }

    static String byAnotherKey() {
        try {
            return signed(new ECKeyGenerator(Curve.P_256).keyID("billing-1").generate(), claims -> {});
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static String signed(ECKey key, Consumer<JWTClaimsSet.Builder> change) {
        Instant now = Instant.now();
        var claims = new JWTClaimsSet.Builder()
                .issuer("billing")
                .subject("billing")
                .audience(TokenTarget.ISSUER)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(60)))
                .jwtID(UUID.randomUUID().toString());
        change.accept(claims);
        try {
            var jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .keyID(key.getKeyID())
                            .build(),
                    claims.build());
            jwt.sign(new ECDSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    /** What a client sends about a token. */
    static Map<String, String> about(String token, String assertion) {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("token", token);
        parameters.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        parameters.put("client_assertion", assertion);
        return parameters;
    }
}
