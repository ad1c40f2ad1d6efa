package dev.interlock.server.identity.passkey;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** Public keys of passkeys: ES256, RS256 or Ed25519, as {@code SubjectPublicKeyInfo} in base64url. */
public final class PublicKeys {

    private static final List<String> KINDS = List.of("EC", "Ed25519", "RSA");
    private static final int CURVE_BITS = 256;
    private static final int LEAST_RSA_BITS = 2_048;
    private static final int MOST_RSA_BITS = 4_096;

    private PublicKeys() {}

    /** @throws PasskeyProblem if it is none of a kind that is taken */
    public static PublicKey read(String key) throws PasskeyProblem {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(key);
        } catch (IllegalArgumentException e) {
            throw new PasskeyProblem("the public key is not base64url");
        }
        for (String kind : KINDS) {
            try {
                PublicKey read = KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(bytes));
                if (isStrong(read)) {
                    return read;
                }
            } catch (GeneralSecurityException e) {
                continue; // it is of another kind
            }
        }
        throw new PasskeyProblem("the public key is not for ES256, Ed25519 or RS256");
    }

    private static boolean isStrong(PublicKey key) {
        return switch (key) {
            case ECPublicKey curve -> curve.getParams().getCurve().getField().getFieldSize() == CURVE_BITS;
            case RSAPublicKey rsa ->
                rsa.getModulus().bitLength() >= LEAST_RSA_BITS
                        && rsa.getModulus().bitLength() <= MOST_RSA_BITS;
            default -> true;
        };
    }

    static String signature(PublicKey key) {
        return switch (key) {
            case ECPublicKey curve -> "SHA256withECDSA";
            case RSAPublicKey rsa -> "SHA256withRSA";
            default -> "Ed25519";
        };
    }
}
