package dev.interlock.server.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Consumer;

/** A proof that is made by hand, so that anything can be wrong with it. */
final class RawProof {
    final ObjectNode header = Json.object();
    final ObjectNode claims = Json.object();
    private final KeyPair key;

    private RawProof(KeyPair key) {
        this.key = key;
    }

    static KeyPair p256() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static RawProof by(KeyPair key) {
        var proof = new RawProof(key);
        proof.header.put("typ", "dpop+jwt").put("alg", "ES256");
        proof.header.set("jwk", jwk(key));
        return proof;
    }

    static ObjectNode jwk(KeyPair key) {
        var point = ((ECPublicKey) key.getPublic()).getW();
        return Json.object()
                .put("kty", "EC")
                .put("crv", "P-256")
                .put("x", number(point.getAffineX()))
                .put("y", number(point.getAffineY()));
    }

    static String secret(KeyPair key) {
        return number(((ECPrivateKey) key.getPrivate()).getS());
    }

    private static String number(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] padded = new byte[32];
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, padded, 32 - length, length);
        return encode(padded);
    }

    static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    RawProof with(Consumer<RawProof> change) {
        change.accept(this);
        return this;
    }

    String signed() {
        return signed(key.getPrivate());
    }

    String signed(PrivateKey secret) {
        return signed(header.toString(), claims.toString(), secret);
    }

    static String signed(String header, String claims, PrivateKey secret) {
        String text = encode(header.getBytes(UTF_8)) + "." + encode(claims.getBytes(UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(secret);
            signature.update(text.getBytes(UTF_8));
            return text + "." + encode(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String withoutSignature(String token) {
        return token.substring(0, token.lastIndexOf('.') + 1);
    }

    static String broken(String token) {
        byte[] signature = Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
        byte[] other = Arrays.copyOf(signature, signature.length);
        other[10] ^= 1;
        return withoutSignature(token) + encode(other);
    }
}
