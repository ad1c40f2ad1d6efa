package dev.interlock.server.jose;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A token in compact form (RFC 7519) that was read and whose signature nobody has checked: its words are good for finding out whose
 * keys are to be asked, and for nothing else. Immutable and thread-safe.
 */
public final class Jwt {

    /** Tokens longer than this are not looked at: 16 KiB. */
    public static final int MAX_CHARS = 16 << 10;

    private final Jws parts;
    private final Claims claims;

    private Jwt(Jws parts, Claims claims) {
        this.parts = parts;
        this.claims = claims;
    }

    /** Reads a token; that it can be read says nothing about who wrote it. */
    public static JwtResult<Jwt> read(String token) {
        return Jws.read(token).then(parts -> parts.claims().then(claims -> JwtResult.ok(new Jwt(parts, claims))));
    }

    /** The header; not to be changed. */
    public ObjectNode header() {
        return parts.header();
    }

    /** The claims of the token, unchecked: only {@link JwtRules} makes them somebody's word. */
    public Claims unverified() {
        return claims;
    }

    public Algorithm algorithm() {
        return parts.algorithm();
    }

    /** The id of the key in the header, if it is a string; an attacker's choice. */
    public Optional<String> keyId() {
        return parts.keyId();
    }

    Jws parts() {
        return parts;
    }

    /** Shows no claim and no signature: whoever reads them could use the token. */
    @Override
    public String toString() {
        return "Jwt[" + algorithm() + "]";
    }
}
