package dev.interlock.server.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.http.server.Request;
import dev.interlock.server.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The introspection endpoint (RFC 7662): tells the resource servers that are configured as clients whether a token counts at this
 * moment. About a token that does not count, or is none of ours, nothing else is said.
 */
final class Introspection implements OAuthServer.Endpoint {

    private final Clients clients;
    private final TaskTokens tokens;
    private final LiveLeases leases;
    private final InstantSource clock;

    Introspection(Clients clients, TaskTokens tokens, LiveLeases leases, InstantSource clock) {
        this.clients = clients;
        this.tokens = tokens;
        this.leases = leases;
        this.clock = clock;
    }

    @Override
    public Reply answer(Request request, Form form) throws OAuthError {
        Instant now = clock.instant();
        clients.authenticated(form, now);
        String token = form.required("token", "send the token to be introspected");
        Optional<TaskTokens.Said> said =
                tokens.said(token, now).toOptional().filter(found -> leases.live(found.lease(), now.toEpochMilli()));
        ObjectNode answer = Json.object().put("active", said.isPresent());
        said.ifPresent(found -> {
            answer.setAll(found.claims());
            answer.put("token_type", found.claims().path("cnf").has("jkt") ? "DPoP" : "Bearer");
        });
        return Reply.json(200, answer);
    }
}
