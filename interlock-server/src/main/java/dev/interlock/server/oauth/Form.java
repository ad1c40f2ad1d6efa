package dev.interlock.server.oauth;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The body of a request in {@code application/x-www-form-urlencoded}, strictly read. A parameter that occurs twice is refused (RFC
 * 6749, section 3.2): of two values another reader might take the other. A parameter without a value counts as left out. Immutable.
 */
final class Form {

    /** The longest body that is read: two tokens of the longest kind, and what goes with them. */
    static final int MAX_BYTES = 64 << 10;

    private static final int MOST_PARAMETERS = 32;
    private static final int LONGEST_NAME = 64;

    private final Map<String, String> values;

    private Form(Map<String, String> values) {
        this.values = values;
    }

    /** @throws OAuthError {@code invalid_request}, if there is more than one way to read it, or none */
    static Form read(byte[] body) throws OAuthError {
        if (body.length > MAX_BYTES) {
            throw new OAuthError(
                    413, OAuthError.INVALID_REQUEST, "the body is longer than " + MAX_BYTES + " bytes: send less");
        }
        Map<String, String> values = new LinkedHashMap<>();
        List<String> seen = new ArrayList<>();
        for (String pair : ascii(body).split("&", -1)) {
            if (pair.isEmpty() && body.length == 0) {
                continue;
            }
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw OAuthError.request("the body is no form: write `name=value`, with `&` between them");
            }
            String name = decoded(pair.substring(0, equals), "a name");
            if (name.length() > LONGEST_NAME || !name.chars().allMatch(Form::isNameCharacter)) {
                throw OAuthError.request("the name of a parameter is none that is known here: leave it out");
            }
            if (seen.contains(name)) {
                throw OAuthError.request("parameter `" + name + "` occurs more than once: send it once");
            }
            seen.add(name);
            if (seen.size() > MOST_PARAMETERS) {
                throw OAuthError.request("there are more than " + MOST_PARAMETERS + " parameters: send fewer");
            }
            String value = decoded(pair.substring(equals + 1), "`" + name + "`");
            if (!value.isEmpty()) {
                values.put(name, value);
            }
        }
        return new Form(values);
    }

    private static String ascii(byte[] body) throws OAuthError {
        for (byte b : body) {
            if (b <= ' ' || b == 0x7f) {
                throw OAuthError.request("the body holds spaces, line ends or bytes beyond ascii: percent-encode them");
            }
        }
        return new String(body, StandardCharsets.US_ASCII);
    }

    private static boolean isNameCharacter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    }

    private static String decoded(String text, String what) throws OAuthError {
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
                    throw OAuthError.request(what + " holds a `%` without two hex digits: write `%25`");
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
            throw OAuthError.request(what + " is not utf-8: encode it as utf-8");
        }
        // JSON may be written over several lines; nothing else that is sent here holds any of these.
        if (value.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t')) {
            throw OAuthError.request(what + " holds control characters: leave them out");
        }
        return value;
    }

    private static int digit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    /** Returns the value of a parameter, if it was sent. */
    Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** @throws OAuthError {@code invalid_request}, if it was not sent */
    String required(String name, String remedy) throws OAuthError {
        String value = values.get(name);
        if (value == null) {
            throw OAuthError.request("parameter `" + name + "` is missing: " + remedy);
        }
        return value;
    }

    /** Names alone: values may be secrets. */
    @Override
    public String toString() {
        return "Form" + values.keySet();
    }
}
