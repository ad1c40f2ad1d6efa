package dev.interlock.server.identity;

import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Optional;

/** The check whether the sender has the key that a token is bound to. */
final class Possession {

    private Possession() {}

    static JwtResult<Proven> check(Proven proven, Presentation shown) {
        if (proven.bound().isEmpty()) {
            return JwtResult.ok(proven);
        }
        Proven.Binding bound = proven.bound().get();
        Optional<String> had = bound.method().equals(Proven.Binding.CERTIFICATE)
                ? shown.certificates().stream().findFirst().flatMap(Possession::thumbprint)
                : shown.dpopThumbprint();
        return had.filter(key -> same(key, bound.thumbprint())).isPresent()
                ? JwtResult.ok(proven)
                : JwtResult.refused(
                        JwtProblem.KEY_UNKNOWN,
                        "the token is bound to a key (`" + bound.method()
                                + "`): prove that you have it, or send a token that is bound to none");
    }

    /** The thumbprint of a certificate, {@code x5t#S256} of RFC 8705. */
    static Optional<String> thumbprint(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return Optional.of(Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
        } catch (GeneralSecurityException e) {
            return Optional.empty(); // no certificate that anybody could have signed
        }
    }

    private static boolean same(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
}
