package dev.interlock.server.upstream.rest;

import java.nio.charset.StandardCharsets;

/**
 * Percent-encoding (RFC 3986, section 2), as it is written: every character is encoded that any reader could take for a
 * delimiter.
 */
public final class PercentEncoding {

    private static final String HEX = "0123456789ABCDEF";
    private static final String UNRESERVED = "-._~";

    private PercentEncoding() {}

    /** Encodes everything but letters, digits and `-._~`, so that no reader finds a delimiter. */
    static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (isUnreserved(c)) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return encoded.toString();
    }

    /** Returns whether a character never has to be encoded. */
    public static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || UNRESERVED.indexOf(c) >= 0;
    }
}
