package dev.interlock.server.identity.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.http.fetch.Fetch;
import dev.interlock.server.json.Json;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The metadata that an issuer publishes about itself (OpenID Connect Discovery 1.0, RFC 8414). It is that issuer's word: {@link
 * Discovery} has seen to it. Immutable.
 */
public final class Metadata {

    private final String issuer;
    private final ObjectNode document;

    Metadata(String issuer, ObjectNode document) {
        this.issuer = issuer;
        this.document = document;
    }

    public String issuer() {
        return issuer;
    }

    /**
     * An address, such as {@code token_endpoint}, if it is there and one that may be asked: plain HTTP, which leads to this machine alone,
     * only of an issuer that is on it. Another one would send us to whatever listens here.
     */
    public Optional<URI> address(String member) {
        String text = Json.string(document, member);
        if (text == null) {
            return Optional.empty();
        }
        try {
            URI uri = URI.create(text);
            boolean near = "http".equalsIgnoreCase(URI.create(issuer).getScheme());
            return Fetch.objection(uri).isEmpty() && (near || !"http".equalsIgnoreCase(uri.getScheme()))
                    ? Optional.of(uri)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Returns whether authorization responses name their issuer (RFC 9207). */
    public boolean namesItself() {
        return document.path("authorization_response_iss_parameter_supported").asBoolean(false);
    }

    /** The texts of an array, such as {@code code_challenge_methods_supported}; empty: it does not say. */
    public Optional<Set<String>> texts(String member) {
        JsonNode array = document.get(member);
        if (array == null || !array.isArray()) {
            return Optional.empty();
        }
        Set<String> texts = new TreeSet<>();
        array.forEach(text -> texts.add(text.asText()));
        return Optional.of(texts);
    }

    @Override
    public String toString() {
        return "Metadata[" + issuer + "]";
    }
}
