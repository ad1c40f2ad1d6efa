package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.door.api.openapi.ApiDescription;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.identity.oidc.Application;
import dev.interlock.server.jose.SigningKeys;
import dev.interlock.server.json.Json;
import java.util.List;
import java.util.Optional;

/**
 * The routes that are open to everybody: nothing here is a secret, or about anybody, so callers need not prove who they
 * are.
 */
final class OpenRoutes {

    private final Domain domain;
    private final SigningKeys records;
    private final List<Application> logins;

    /**
     * @param records sign records of approvals
     * @param logins where people log in from the command line
     */
    OpenRoutes(Domain domain, SigningKeys records, List<Application> logins) {
        this.domain = domain;
        this.records = records;
        this.logins = List.copyOf(logins);
    }

    /** Shows the health of the process to its monitors. */
    Reply health(RoutedRequest request) throws Refusal {
        request.requireMethod("GET");
        return switch (request.path()) {
            case "live" -> Reply.json(200, Json.object().put("status", "live"));
            case "ready" -> domain.trouble().map(Problems::unavailable).orElseGet(this::ready);
            default -> Problems.notFound("the health endpoints are `/health/live` and `/health/ready`");
        };
    }

    private Reply ready() {
        ObjectNode body = Json.object().put("status", "ready");
        domain.warning().ifPresent(warning -> body.put("warning", warning));
        return Reply.json(200, body);
    }

    /** Returns the answer; empty if the caller has to be known. */
    Optional<Reply> answer(RoutedRequest request) throws Refusal {
        return switch (request.path()) {
            case "login" -> Optional.of(login(request));
            case "jwks" -> Optional.of(keys(request));
            case "openapi.json" -> Optional.of(description(request));
            default -> Optional.empty();
        };
    }

    /** Issuers tell everybody as much. */
    private Reply login(RoutedRequest request) throws Refusal {
        request.looked().finish();
        ObjectNode body = Json.object();
        ArrayNode issuers = body.putArray("issuers");
        logins.forEach(each -> issuers.add(each.json()));
        return Reply.json(200, body);
    }

    private static Reply description(RoutedRequest request) throws Refusal {
        request.looked().finish();
        return Reply.json(200, ApiDescription.document());
    }

    private Reply keys(RoutedRequest request) throws Refusal {
        request.looked().finish();
        return Reply.json(200, records.jwks());
    }
}
