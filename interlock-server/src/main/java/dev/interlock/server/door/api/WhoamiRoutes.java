package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.CallerKind;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.identity.role.Roles;
import dev.interlock.server.json.Json;

/** Shows a caller the party that the server takes it for, and the version of the server. */
final class WhoamiRoutes implements Routes {

    private final Roles roles;

    WhoamiRoutes(Roles roles) {
        this.roles = roles;
    }

    @Override
    public Reply route(Caller caller, RoutedRequest request) throws Refusal {
        if (request.depth() > 0) {
            return RoutedRequest.nowhere();
        }
        request.looked().finish();
        String version = WhoamiRoutes.class.getPackage().getImplementationVersion();
        ObjectNode body = Json.object()
                .put("name", caller.name())
                .put("kind", kind(caller))
                .put("runtime", caller.runtime());
        ArrayNode groups = body.putArray("groups");
        caller.groups().forEach(groups::add);
        body.put("version", version == null ? "development" : version);
        if (roles.configured() && caller.person()) {
            ArrayNode has = body.putArray("roles");
            roles.of(caller).forEach(role -> has.add(role.written()));
            roles.refusals(caller).forEach(body.putObject("refused")::put);
        }
        return Reply.json(200, body);
    }

    private static String kind(Caller caller) {
        return switch (caller.kind()) {
            case CallerKind.Person person -> "person";
            case CallerKind.Agent agent -> "agent";
            case CallerKind.Verifier verifier -> "verifier";
        };
    }
}
