package dev.interlock.server.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.jose.Claims;
import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Names of running instances: made of what was attested, and long enough that nobody finds two of one name. They are public, so what could
 * be used as a proof is in them as a digest.
 */
final class Runtimes {

    private static final int DIGITS = 32;

    private Runtimes() {}

    /**
     * The key that a token is bound to.
     *
     * @return refused if it is bound in a way that nobody can check here: it must not count as unbound
     */
    static JwtResult<Optional<Proven.Binding>> bound(Claims claims) {
        if (!claims.tree().has("cnf")) {
            return JwtResult.ok(Optional.empty());
        }
        ObjectNode cnf = Json.child(claims.tree(), "cnf");
        if (cnf != null && cnf.size() == 1) {
            for (String method : new String[] {Proven.Binding.DPOP, Proven.Binding.CERTIFICATE}) {
                Optional<String> thumbprint = claims.confirmation(method);
                if (thumbprint.isPresent()) {
                    return JwtResult.ok(Optional.of(new Proven.Binding(method, thumbprint.get())));
                }
            }
        }
        return JwtResult.refused(
                JwtProblem.CLAIM, "the token is bound to a key in a way that is not accepted: use `jkt` or `x5t#S256`");
    }

    /** The instance that holds the key of the token; else the one that was given this token. */
    static String of(String issuer, String token, Claims claims, Optional<Proven.Binding> bound) {
        if (bound.isPresent()) {
            return "key-" + digest(bound.get().method(), bound.get().thumbprint());
        }
        return "svid-" + digest(issuer, claims.id().orElse(token));
    }

    static String digest(String issuer, String text) {
        try {
            // the length keeps the two apart
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((issuer.length() + ":" + issuer + text).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
