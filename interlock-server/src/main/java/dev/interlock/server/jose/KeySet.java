package dev.interlock.server.jose;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The public keys of one issuer. An empty set verifies nothing. Immutable and thread-safe. */
public final class KeySet {

    /** A token that names no key is tried with so many at most: each costs a verification that anybody can ask for. */
    private static final int TRIED = 8;

    private static final KeySet NONE = new KeySet(List.of());

    private final List<VerificationKey> keys;

    private KeySet(List<VerificationKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /** @throws IllegalArgumentException if two keys have the same id */
    public static KeySet of(List<VerificationKey> keys) {
        Set<String> ids = new HashSet<>();
        for (VerificationKey key : keys) {
            if (key.id().isPresent() && !ids.add(key.id().get())) {
                throw new IllegalArgumentException("two keys have the same id");
            }
        }
        return new KeySet(keys);
    }

    public static KeySet none() {
        return NONE;
    }

    public List<VerificationKey> keys() {
        return keys;
    }

    public boolean isEmpty() {
        return keys.isEmpty();
    }

    public boolean knows(String id) {
        return keys.stream().anyMatch(key -> key.id().filter(id::equals).isPresent());
    }

    /**
     * Checks the signature. A token that names a key is held against that one alone, and one that names none against those of its
     * algorithm.
     */
    JwtResult<VerificationKey> signerOf(Jws jwt) {
        if (jwt.header().has("kid") && jwt.keyId().isEmpty()) {
            return JwtResult.refused(JwtProblem.HEADER, "the token's `kid` is not a string");
        }
        List<VerificationKey> named = new ArrayList<>();
        for (VerificationKey key : keys) {
            if (jwt.keyId().isEmpty() || key.id().equals(jwt.keyId())) {
                named.add(key);
            }
        }
        if (named.isEmpty()) {
            return JwtResult.refused(
                    JwtProblem.KEY_UNKNOWN,
                    "the token is signed with a key that its issuer does not publish: get a new token");
        }
        List<VerificationKey> fitting = named.stream()
                .filter(key -> key.algorithms().contains(jwt.algorithm()))
                .limit(TRIED)
                .toList();
        if (fitting.isEmpty()) {
            return JwtResult.refused(
                    JwtProblem.ALGORITHM,
                    "the token's algorithm `" + jwt.algorithm().written() + "` does not match its key");
        }
        for (VerificationKey key : fitting) {
            if (jwt.signedBy(key)) {
                return JwtResult.ok(key);
            }
        }
        return JwtResult.refused(JwtProblem.SIGNATURE, "the token's signature is wrong: get a new token");
    }

    @Override
    public String toString() {
        return keys.toString();
    }
}
