package dev.interlock.server.console.session;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The seal under which the console gives browsers what it has to know again. Its key is made anew at each start and is in no file, so what
 * another server sealed, or this one before it was restarted, is worth nothing. Thread-safe.
 */
public final class Seal {

    private static final String MAC = "HmacSHA256";
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private final SecretKeySpec key;

    public Seal(SecureRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        this.key = new SecretKeySpec(bytes, MAC);
    }

    /**
     * Returns the signature of a text, which nobody else can make or guess.
     *
     * @param use one word for what it is good for: a signature for one use is none for another
     */
    public String sign(String use, String text) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            return TEXT.encodeToString(mac.doFinal((use + " " + text).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no " + MAC, e);
        }
    }

    /** Returns whether this is the signature of the text. */
    public boolean isSigned(String use, String text, String signature) {
        return MessageDigest.isEqual(
                signature.getBytes(StandardCharsets.UTF_8), sign(use, text).getBytes(StandardCharsets.UTF_8));
    }
}
