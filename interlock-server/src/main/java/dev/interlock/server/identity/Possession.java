package dev.interlock.server.identity;

import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.tls.ClientCertificate;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** The check whether the sender has the key that a token is bound to. */
final class Possession {

    private Possession() {}

    /** @param dpopThumbprint of the key that a DPoP proof showed; empty for none */
    static JwtResult<Proven> check(
            Proven proven, Optional<ClientCertificate> certificate, Optional<String> dpopThumbprint) {
        if (proven.bound().isEmpty()) {
            return JwtResult.ok(proven);
        }
        Proven.Binding bound = proven.bound().get();
        Optional<String> had = bound.method().equals(Proven.Binding.CERTIFICATE)
                ? certificate.map(ClientCertificate::thumbprint)
                : dpopThumbprint;
        return had.filter(key -> same(key, bound.thumbprint())).isPresent()
                ? JwtResult.ok(proven)
                : JwtResult.refused(
                        JwtProblem.KEY_UNKNOWN,
                        "the token is bound to a key (`" + bound.method()
                                + "`): prove that you have the key, or send a token that is not bound to one");
    }

    private static boolean same(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
}
