package dev.interlock.server.oauth;

import java.util.Locale;

/** The defects of a proof of possession (RFC 9449, section 4.3), each with its own reason. */
public enum DpopDefect {
    MISSING("there is no proof: send one in the header `DPoP`"),
    SEVERAL("there is more than one header `DPoP`: send one proof"),
    MALFORMED("the proof is no signed jwt in compact form, or its json is not read strictly"),
    TOO_LARGE("the proof is longer than any has to be"),
    TYPE("the proof's `typ` has to be `dpop+jwt`"),
    ALGORITHM("the proof's algorithm is not taken, or not one of its key's: use ES256, EdDSA or PS256"),
    HEADER("the proof's header holds what may not be there, or no `jwk`: send `typ`, `alg` and `jwk`"),
    PRIVATE_KEY("the proof's `jwk` holds a private key: take it as known to others, and send the public one"),
    KEY("the proof's `jwk` is no public key that is taken"),
    SIGNATURE("the proof is not signed with its `jwk`"),
    CLAIM("a claim of the proof is missing or malformed: `jti`, `htm`, `htu` and `iat` have to be there"),
    METHOD("the proof's `htm` is not the method of this request"),
    URI("the proof's `htu` is not the address of this request, without query and fragment"),
    TIME("the proof's `iat` is too far from the time here: compare the clocks"),
    NONCE("the proof needs the `nonce` that is sent with this answer"),
    TOKEN_HASH("the proof's `ath` is not the hash of the token that it comes with"),
    KEY_MISMATCH("the token is bound to another key than the proof's"),
    REPLAYED("the proof was used before: make one for each request"),
    UNCERTAIN("too many proofs are in use to know this one: try again later");

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
