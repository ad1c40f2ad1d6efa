package dev.interlock.server.identity.login;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.identity.oidc.Application;
import dev.interlock.server.json.Json;
import java.time.Instant;
import java.util.Optional;

/**
 * The login of somebody: what is shown to a server, and how to get the next one. It holds secrets.
 *
 * @param token shown to the server, and to nobody else
 * @param refresh gets the next token, if the issuer gave one
 * @param expires when the token does, if that is known
 */
public record Login(Application application, String token, Optional<String> refresh, Optional<Instant> expires) {

    /** Returns the login as it is kept: secrets included. */
    public ObjectNode json() {
        ObjectNode json = Json.object();
        json.set("application", application.json());
        json.put("token", token);
        refresh.ifPresent(secret -> json.put("refresh_token", secret));
        expires.ifPresent(at -> json.put("expires", at.toString()));
        return json;
    }

    /** Reads {@link #json}; empty if it is none. */
    public static Optional<Login> read(JsonNode json) {
        String token = Json.string(json, "token");
        ObjectNode application = Json.child(json, "application");
        if (token == null || application == null) {
            return Optional.empty();
        }
        Optional<Instant> expires =
                Optional.ofNullable(Json.string(json, "expires")).map(Instant::parse);
        return Application.read(application)
                .map(known ->
                        new Login(known, token, Optional.ofNullable(Json.string(json, "refresh_token")), expires));
    }

    /** Leaves out the secrets. */
    @Override
    public String toString() {
        return "Login[" + application.issuer() + "]";
    }
}
