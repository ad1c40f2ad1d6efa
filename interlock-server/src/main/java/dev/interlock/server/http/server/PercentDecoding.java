package dev.interlock.server.http.server;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Percent-encoding (RFC 3986, section 2), strictly read: a text that two readers could decode in two ways is refused.
 */
public final class PercentDecoding {

    private static final String UNRESERVED = "-._~";

    private PercentDecoding() {}

    /**
     * Decodes a part of an address.
     *
     * @param also characters that may stand there as they are, beside letters, digits and `-._~`
     * @param what the part, for messages
     */
    static String decode(String raw, String also, String what) throws Refusal {
        var bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                int high = digit(raw, i + 1);
                int low = digit(raw, i + 2);
                if (high < 0 || low < 0) {
                    throw Refusal.invalid(what + " contains a `%` without two hexadecimal digits: write `%25`");
                }
                bytes.write(high << 4 | low);
                i += 2;
            } else if (isUnreserved(c) || also.indexOf(c) >= 0) {
                bytes.write(c);
            } else {
                throw Refusal.invalid(what + " contains a character that must be percent-encoded there");
            }
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Refusal.invalid(what + " is not UTF-8: encode it as UTF-8, then percent-encode it");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw Refusal.invalid(what + " contains a control character: leave it out");
        }
        return text;
    }

    private static int digit(String raw, int at) {
        return at < raw.length() && raw.charAt(at) < 0x80 ? Character.digit(raw.charAt(at), 16) : -1;
    }

    /** Returns whether a character never has to be encoded. */
    public static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || UNRESERVED.indexOf(c) >= 0;
    }
}
