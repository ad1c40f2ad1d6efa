package dev.interlock.server.mcp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * The encoding of `Mcp-Name` and `Mcp-Param-*` values (MCP 2026-07-28, Streamable HTTP, "Value Encoding"): plain where
 * that is safe, else `=?base64?...?=` over UTF-8.
 */
public final class HeaderValue {
    private static final String OPEN = "=?base64?";
    private static final String CLOSE = "?=";

    private HeaderValue() {}

    public static String encode(String value) {
        // A reader that ignores case would take more for encoded than we do.
        if (isPlain(value) && !isSentinel(value.toLowerCase(Locale.ROOT))) {
            return value;
        }
        return OPEN + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)) + CLOSE;
    }

    /** The value, or empty if the header holds characters it may not hold, or a broken encoding. */
    public static Optional<String> decode(String header) {
        if (!isPlain(header)) {
            return Optional.empty();
        }
        if (!isSentinel(header)) {
            return Optional.of(header);
        }
        String body = header.substring(OPEN.length(), header.length() - CLOSE.length());
        try {
            byte[] bytes = Base64.getDecoder().decode(body);
            // Java's decoder forgives missing padding and stray bits; one value must have one encoding here.
            if (!Base64.getEncoder().encodeToString(bytes).equals(body)) {
                return Optional.empty();
            }
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static boolean isSentinel(String value) {
        return value.length() >= OPEN.length() + CLOSE.length() && value.startsWith(OPEN) && value.endsWith(CLOSE);
    }

    private static boolean isPlain(String value) {
        if (value.isEmpty()) {
            return true;
        }
        if (isBlank(value.charAt(0)) || isBlank(value.charAt(value.length() - 1))) {
            return false;
        }
        return value.chars().allMatch(c -> c == '\t' || (c >= 0x20 && c <= 0x7e));
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
