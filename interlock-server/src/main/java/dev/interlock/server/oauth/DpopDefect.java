package dev.interlock.server.oauth;

import java.util.Locale;

/** The defects of a proof of possession (RFC 9449, section 4.3), each with its own reason. */
public enum DpopDefect {
    MISSING("there is no proof: send one in the `DPoP` header"),
    SEVERAL("there is more than one `DPoP` header: send one proof"),
    MALFORMED("the proof is not a signed JWT in compact form, or its JSON is not strictly valid"),
    TOO_LARGE("the proof is too long"),
    TYPE("the proof's `typ` must be `dpop+jwt`"),
    ALGORITHM("the proof's algorithm is not accepted or does not match its key: use ES256, EdDSA or PS256"),
    HEADER("the proof's header has no `jwk` or has a member that is not allowed: send `typ`, `alg` and `jwk`"),
    PRIVATE_KEY("the proof's `jwk` contains a private key: treat it as compromised, and send the public key"),
    KEY("the proof's `jwk` is not a public key that is accepted"),
    SIGNATURE("the proof is not signed with its `jwk`"),
    CLAIM("a claim of the proof is missing or malformed: send `jti`, `htm`, `htu` and `iat`"),
    METHOD("the proof's `htm` is not the method of this request"),
    URI("the proof's `htu` is not the address of this request, without query and fragment"),
    TIME("the proof's `iat` is too far from the server's time: check that the clocks agree"),
    NONCE("the proof needs the `nonce` that is sent with this response"),
    TOKEN_HASH("the proof's `ath` is not the hash of the token that it comes with"),
    KEY_MISMATCH("the token is bound to a different key from the proof's"),
    REPLAYED("the proof was used before: make a new one for each request"),
    UNCERTAIN("too many proofs are in use to track this one: try again later");

    private final String message;

    DpopDefect(String message) {
        this.message = message;
    }

    /** Says what is wrong and what to do, for the sender of the proof. */
    public String message() {
        return message;
    }

    /** Returns whether every honest sender meets the defect now and then: a first request has no nonce, and nonces end. */
    public boolean isUsual() {
        return this == NONCE;
    }

    /** The name of the defect as it is written outside. */
    public String text() {
        return "dpop-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
