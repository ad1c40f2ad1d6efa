package dev.interlock.server.upstream.rest;

import dev.interlock.server.http.server.PercentDecoding;
import java.nio.charset.StandardCharsets;

/**
 * Percent-encoding (RFC 3986, section 2), as it is written: every character is encoded that any reader could take for a
 * delimiter.
 */
final class PercentEncoding {

    private static final String HEX = "0123456789ABCDEF";

    private PercentEncoding() {}

    /** Encodes everything but letters, digits and `-._~`, so that no reader finds a delimiter. */
    static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (PercentDecoding.isUnreserved(c)) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return encoded.toString();
    }
}
