package dev.interlock.server.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A reply of the authorization server. */
record OAuthReply(int status, Map<String, String> headers, Optional<ObjectNode> body) {

    OAuthReply {
        headers = Map.copyOf(headers);
    }

    /** Makes a reply for one caller and one moment: it must not be stored. */
    static OAuthReply of(ObjectNode body) {
        return new OAuthReply(200, Map.of("Cache-Control", "no-store"), Optional.of(body));
    }

    /** Makes a reply for everybody, which may be stored for a while. */
    static OAuthReply published(ObjectNode body) {
        return new OAuthReply(200, Map.of("Cache-Control", "public, max-age=300"), Optional.of(body));
    }

    static OAuthReply error(OAuthError error) {
        return error(error.status(), error.code(), error.getMessage()).with(error.headers());
    }

    static OAuthReply error(int status, String code, String description) {
        ObjectNode body = Json.object().put("error", code).put("error_description", ascii(description));
        return new OAuthReply(status, Map.of("Cache-Control", "no-store"), Optional.of(body));
    }

    /** Descriptions hold printable ASCII without quotes and backslashes (RFC 6749, section 5.2). */
    private static String ascii(String description) {
        var plain = new StringBuilder(description.length());
        description
                .chars()
                .forEach(c -> plain.append(c == '"' ? '\'' : c < ' ' || c > '~' || c == '\\' ? '?' : (char) c));
        return plain.toString();
    }

    OAuthReply with(Map<String, String> others) {
        if (others.isEmpty()) {
            return this;
        }
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.putAll(others);
        return new OAuthReply(status, more, body);
    }
}
