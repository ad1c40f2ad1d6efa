package dev.interlock.server.door.api;

import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.json.Json;
import java.io.IOException;

/** Links by which people sign in to the console, each for themselves. */
final class ConsoleRoutes implements Routes {

    private final ApiSettings.ConsoleLinks links;

    ConsoleRoutes(ApiSettings.ConsoleLinks links) {
        this.links = links;
    }

    @Override
    public Reply route(Caller caller, RoutedRequest request) throws Refusal, IOException {
        if (!request.path().equals("links")) {
            return RoutedRequest.nowhere();
        }
        request.posted().finish();
        People.require(caller, "use the console");
        String link = links.issue(caller)
                .orElseThrow(() -> new Refusal(
                        403,
                        RefusalCode.NOT_ALLOWED.text(),
                        "this server creates no links to its console: either it has no console, or the console"
                                + " can be reached from other machines, so people log in at an issuer"));
        return Reply.json(201, Json.object().put("person", caller.name()).put("link", link));
    }
}
