package dev.interlock.server.jose;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The signature algorithms that are known (RFC 7518, section 3.1, and RFC 8037). There is no {@code none} and nothing symmetric: a key
 * that verifies must not be one that signs.
 */
public enum Algorithm {
    RS256("RS256", "RSA", ""),
    RS384("RS384", "RSA", ""),
    RS512("RS512", "RSA", ""),
    PS256("PS256", "RSA", ""),
    PS384("PS384", "RSA", ""),
    PS512("PS512", "RSA", ""),
    ES256("ES256", "EC", "P-256"),
    ES384("ES384", "EC", "P-384"),
    ES512("ES512", "EC", "P-521"),
    ED25519("EdDSA", "OKP", "Ed25519");

    private final String written;
    private final String keyType;
    private final String curve;

    Algorithm(String written, String keyType, String curve) {
        this.written = written;
        this.keyType = keyType;
        this.curve = curve;
    }

    /** Returns all algorithms. */
    public static Set<Algorithm> all() {
        return EnumSet.allOf(Algorithm.class);
    }

    /** The value of {@code alg}. */
    public String written() {
        return written;
    }

    /** The algorithm that is written so; case counts. */
    public static Optional<Algorithm> of(String alg) {
        for (Algorithm algorithm : values()) {
            if (algorithm.written.equals(alg)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }

    /** Returns the algorithms that keys of this {@code kty} and {@code crv} can be used with. */
    static Set<Algorithm> of(String keyType, String curve) {
        Set<Algorithm> fitting = EnumSet.noneOf(Algorithm.class);
        for (Algorithm algorithm : values()) {
            if (algorithm.keyType.equals(keyType) && algorithm.curve.equals(curve)) {
                fitting.add(algorithm);
            }
        }
        return fitting;
    }
}
