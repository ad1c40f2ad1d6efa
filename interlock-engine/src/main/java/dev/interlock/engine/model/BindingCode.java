package dev.interlock.engine.model;

import java.util.Locale;

/**
 * The binding message of a hold (OpenID CIBA 1.0, section 7.1): a short code for this very call, shown to the requester and
 * to the approver, such as {@code KQ7F-2M9X}. The code is no secret and proves nothing but that whoever types it has it before their eyes.
 * 40 bits of SHA-256 over the digest of the call and the number of the hold, in the base32 of Crockford.
 */
public final class BindingCode {

    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int BYTES = 5;
    private static final int CHARACTERS = 8;

    private BindingCode() {}

    /**
     * @param digest digest of the held call
     * @param hold number of the hold
     */
    public static String of(String digest, long hold) {
        byte[] hash = Sha256.of("binding code\n" + digest + "\n" + hold);
        long bits = 0;
        for (int i = 0; i < BYTES; i++) {
            bits = bits << 8 | hash[i] & 0xff;
        }
        var code = new StringBuilder(CHARACTERS + 1);
        for (int i = CHARACTERS - 1; i >= 0; i--) {
            code.append(ALPHABET.charAt((int) (bits >> 5 * i & 31)));
            if (i == CHARACTERS / 2) {
                code.append('-');
            }
        }
        return code.toString();
    }

    /** Returns whether a person typed the code: in any case, with or without hyphen, letters taken for the digits they look like. */
    public static boolean matches(String code, String typed) {
        return plain(code).equals(plain(typed));
    }

    private static String plain(String code) {
        return code.toUpperCase(Locale.ROOT)
                .replace("-", "")
                .replace(" ", "")
                .replace('O', '0')
                .replace('I', '1')
                .replace('L', '1');
    }
}
