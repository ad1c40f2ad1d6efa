package dev.interlock.server.http.server;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The body of a request in {@code application/x-www-form-urlencoded}, strictly read. A parameter that occurs twice is refused: of two
 * values another reader might take the other. A parameter without a value counts as left out. Immutable.
 */
public final class FormBody {

    /** The media type. */
    public static final String MEDIA = "application/x-www-form-urlencoded";

    private static final int LONGEST_NAME = 64;

    private final Map<String, String> values;

    private FormBody(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads a body.
     *
     * @param maxBytes the longest body that is read
     * @param mostParameters the largest number of parameters
     * @throws Refusal if there is more than one way to read it, or none
     */
    public static FormBody read(byte[] body, int maxBytes, int mostParameters) throws Refusal {
        if (body.length > maxBytes) {
            throw new Refusal(413, Refusal.INVALID, "the body is longer than " + maxBytes + " bytes: send less");
        }
        Map<String, String> values = new LinkedHashMap<>();
        List<String> seen = new ArrayList<>();
        for (String pair : ascii(body).split("&", -1)) {
            if (pair.isEmpty() && body.length == 0) {
                continue;
            }
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw Refusal.invalid("the body is not a form: write `name=value` pairs with `&` between them");
            }
            String name = decoded(pair.substring(0, equals), "a name");
            if (name.length() > LONGEST_NAME || !name.chars().allMatch(FormBody::isNameCharacter)) {
                throw Refusal.invalid("the body has an unknown parameter: leave it out");
            }
            if (seen.contains(name)) {
                throw Refusal.invalid("parameter `" + name + "` occurs more than once: send it once");
            }
            seen.add(name);
            if (seen.size() > mostParameters) {
                throw Refusal.invalid("there are more than " + mostParameters + " parameters: send fewer");
            }
            String value = decoded(pair.substring(equals + 1), "`" + name + "`");
            if (!value.isEmpty()) {
                values.put(name, value);
            }
        }
        return new FormBody(values);
    }

    private static String ascii(byte[] body) throws Refusal {
        for (byte b : body) {
            if (b <= ' ' || b == 0x7f) {
                throw Refusal.invalid("the body contains spaces, line breaks or non-ASCII bytes: percent-encode them");
            }
        }
        return new String(body, StandardCharsets.US_ASCII);
    }

    private static boolean isNameCharacter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }

    private static String decoded(String text, String what) throws Refusal {
        var bytes = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '+') {
                bytes.put((byte) ' ');
            } else if (c == '%') {
                boolean whole = i + 2 < text.length();
                int high = whole ? digit(text.charAt(i + 1)) : -1;
                int low = whole ? digit(text.charAt(i + 2)) : -1;
                if (high < 0 || low < 0) {
                    throw Refusal.invalid(what + " contains a `%` without two hex digits: write `%25`");
                }
                bytes.put((byte) (high << 4 | low));
                i += 2;
            } else {
                bytes.put((byte) c);
            }
        }
        String value;
        try {
            value = StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw Refusal.invalid(what + " is not UTF-8: encode it as UTF-8");
        }
        // JSON may be written over several lines; nothing else that is sent here holds any of these.
        if (value.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t')) {
            throw Refusal.invalid(what + " contains control characters: leave them out");
        }
        return value;
    }

    private static int digit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    /** Returns the value of a parameter, if it was sent. */
    public Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** Returns the values by name, in the order in which they were sent. */
    public Map<String, String> values() {
        return Collections.unmodifiableMap(values);
    }

    /** Names alone: values may be secrets. */
    @Override
    public String toString() {
        return "FormBody" + values.keySet();
    }
}
