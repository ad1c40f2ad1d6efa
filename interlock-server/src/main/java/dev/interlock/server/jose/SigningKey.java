package dev.interlock.server.jose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import dev.interlock.server.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/** A key that signs tokens. Its id is its thumbprint. Immutable and thread-safe. */
public final class SigningKey {

    private static final int ED25519_BYTES = 32;

    private final PrivateKey secret;
    private final VerificationKey published;
    private final Algorithm algorithm;

    private SigningKey(PrivateKey secret, VerificationKey published) {
        this.secret = secret;
        this.published = published;
        this.algorithm = published.algorithms().iterator().next();
    }

    /** @param algorithm {@link Algorithm#ED25519} or {@link Algorithm#ES256} */
    public static SigningKey generate(Algorithm algorithm, SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(keyFactory(algorithm));
            if (algorithm == Algorithm.ES256) {
                generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            } else {
                generator.initialize(255, random);
            }
            KeyPair pair = generator.generateKeyPair();
            return new SigningKey(pair.getPrivate(), published(algorithm, pair.getPublic()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has Ed25519 and P-256", e);
        }
    }

    private static String keyFactory(Algorithm algorithm) {
        return switch (algorithm) {
            case ED25519 -> "Ed25519";
            case ES256 -> "EC";
            case RS256, RS384, RS512, PS256, PS384, PS512, ES384, ES512 ->
                throw new IllegalArgumentException("tokens are signed with EdDSA or ES256");
        };
    }

    private static VerificationKey published(Algorithm algorithm, PublicKey key) {
        ObjectNode jwk = Json.object();
        if (key instanceof ECPublicKey ec) {
            ECKey numbers = new ECKey.Builder(Curve.P_256, ec).build();
            jwk.put("kty", "EC").put("crv", "P-256");
            jwk.put("x", numbers.getX().toString()).put("y", numbers.getY().toString());
        } else {
            byte[] encoded = key.getEncoded();
            byte[] x = Arrays.copyOfRange(encoded, encoded.length - ED25519_BYTES, encoded.length);
            jwk.put("kty", "OKP").put("crv", "Ed25519").put("x", Base64Url.encode(x));
        }
        jwk.put("alg", algorithm.written());
        String thumbprint = VerificationKey.of(jwk).toOptional().orElseThrow().thumbprint();
        return VerificationKey.of(jwk.put("kid", thumbprint)).toOptional().orElseThrow();
    }

    /** @throws IllegalArgumentException if it is not what {@link #secret} writes; without the secret in the message */
    static SigningKey of(JsonNode tree) {
        VerificationKey published = KeyForm.key(tree.required("key"));
        byte[] encoded = Base64.getDecoder().decode(tree.required("secret").textValue());
        try {
            PrivateKey secret = KeyFactory.getInstance(
                            keyFactory(published.algorithms().iterator().next()))
                    .generatePrivate(new PKCS8EncodedKeySpec(encoded));
            SigningKey key = new SigningKey(secret, published);
            byte[] probe = {1, 2, 3};
            if (!published.verify(key.algorithm, probe, key.signature(probe))) {
                throw new IllegalArgumentException("a private key does not match the public key beside it");
            }
            return key;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("a secret key is malformed");
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    /** Returns the key with its secret: for the file alone. */
    ObjectNode secret() {
        ObjectNode tree = Json.object();
        tree.set("key", KeyForm.published(published));
        tree.put("secret", Base64.getEncoder().encodeToString(secret.getEncoded()));
        return tree;
    }

    /** The key to verify with. */
    public VerificationKey published() {
        return published;
    }

    /** A JWS in compact form of these claims, whose header holds {@code alg}, {@code kid} and {@code typ}. */
    public String sign(String type, ObjectNode claims) {
        ObjectNode header = Json.object();
        header.put("alg", algorithm.written());
        header.put("kid", published.id().orElseThrow());
        header.put("typ", type);
        return signParts(Base64Url.encode(Json.bytes(header)) + '.' + Base64Url.encode(Json.bytes(claims)));
    }

    /** The same of bytes, whose header also holds {@code cty}. */
    String sign(String type, String content, byte[] payload) {
        ObjectNode header = Json.object();
        header.put("alg", algorithm.written());
        header.put("kid", published.id().orElseThrow());
        header.put("typ", type);
        header.put("cty", content);
        return signParts(Base64Url.encode(Json.bytes(header)) + '.' + Base64Url.encode(payload));
    }

    /** Returns two parts of a token with their signature as the third. */
    String signParts(String signed) {
        return signed + '.' + Base64Url.encode(signature(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private byte[] signature(byte[] signed) {
        try {
            // ECDSA in JWS is the two numbers side by side (RFC 7518, section 3.4), which Java calls P1363
            Signature signer =
                    Signature.getInstance(algorithm == Algorithm.ES256 ? "SHA256withECDSAinP1363Format" : "Ed25519");
            signer.initSign(secret);
            signer.update(signed);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a retired key cannot sign", e);
        }
    }

    /** Leaves out the secret. */
    @Override
    public String toString() {
        return "SigningKey[" + published.thumbprint() + "]";
    }
}
