package dev.interlock.server.identity.oidc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The application that somebody logs in to: the command line, as its issuer knows it, for one Interlock server.
 *
 * @param client the id under which the issuer knows the command line, a public client without a secret
 * @param scope what is asked for
 * @param resource for which server the token is to be (RFC 8707)
 * @param present which of the tokens is shown to the server
 */
public record Application(String issuer, String client, String scope, Optional<String> resource, Present present) {

    public static final String SCOPE = "openid offline_access";

    /** The token that the server is shown. */
    public enum Present {
        /** The access token: made for servers. */
        ACCESS,
        /** The id token, where an issuer's access tokens cannot be read by anybody else. */
        ID;

        public String written() {
            return this == ACCESS ? "access" : "id";
        }
    }

    /** The members that requests to the issuer have in common. */
    public SortedMap<String, String> form() {
        SortedMap<String, String> form = new TreeMap<>();
        form.put("client_id", client);
        resource.ifPresent(name -> form.put("resource", name));
        return form;
    }

    /** Returns the application as a server publishes it, and as it is kept. */
    public ObjectNode json() {
        ObjectNode json =
                Json.object().put("issuer", issuer).put("client_id", client).put("scope", scope);
        resource.ifPresent(name -> json.put("resource", name));
        return json.put("token", present.written());
    }

    /** Reads {@link #json}; empty if it is none. */
    public static Optional<Application> read(ObjectNode json) {
        String issuer = Json.string(json, "issuer");
        String client = Json.string(json, "client_id");
        if (issuer == null || client == null || issuer.isEmpty() || client.isEmpty()) {
            return Optional.empty();
        }
        String scope = Json.string(json, "scope");
        return Optional.of(new Application(
                issuer,
                client,
                scope == null ? SCOPE : scope,
                Optional.ofNullable(Json.string(json, "resource")),
                "id".equals(Json.string(json, "token")) ? Present.ID : Present.ACCESS));
    }
}
