package dev.interlock.server.jose;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Base64url without padding (RFC 7515, section 2), each value written in one way only. */
final class Base64Url {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    private Base64Url() {}

    static String encode(byte[] bytes) {
        return ENCODER.encodeToString(bytes);
    }

    /** The bytes, or null where the text is not what {@link #encode} makes of them: padding, spaces, bits that nobody reads. */
    static byte @Nullable [] decode(String text) {
        try {
            byte[] bytes = DECODER.decode(text);
            return encode(bytes).equals(text) ? bytes : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
