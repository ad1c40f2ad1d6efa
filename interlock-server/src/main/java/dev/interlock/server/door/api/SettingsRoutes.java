package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.jose.SigningKeys;
import dev.interlock.server.json.Json;
import java.util.List;
import java.util.Locale;

/**
 * What the server is configured with, as far as people have to know it: names and kinds. No secret is told, and no address, which may hold
 * one.
 */
final class SettingsRoutes implements Routes {

    private final Domain domain;
    private final SigningKeys records;
    private final ApiSettings settings;

    /** @param records sign records of approvals */
    SettingsRoutes(Domain domain, SigningKeys records, ApiSettings settings) {
        this.domain = domain;
        this.records = records;
        this.settings = settings;
    }

    @Override
    public Reply route(Caller caller, RoutedRequest request) throws Refusal {
        if (request.depth() > 0) {
            return RoutedRequest.nowhere();
        }
        request.looked().finish();
        People.require(caller, "see the settings");
        ObjectNode out = Json.object().put("domain", domain.ledger().origin());
        keys(out.putObject("keys"));
        ArrayNode channels = out.putArray("channels");
        for (ApiSettings.Channel channel : settings.channels()) {
            ObjectNode one = channels.addObject()
                    .put("name", channel.name())
                    .put("tells", channel.tells())
                    .put("answers", !channel.speaksFor().isEmpty());
            channel.events().forEach(one.putArray("events")::add);
            channel.speaksFor().forEach(one.putArray("speaks_for")::add);
        }
        settings.logins().forEach(login -> out.withArray("logins").add(login.issuer()));
        return Reply.json(200, out);
    }

    private void keys(ObjectNode out) {
        var ledger = domain.ledger().verifierKey();
        out.putObject("ledger")
                .put("id", String.format(Locale.ROOT, "%08x", ledger.id()))
                .put("vkey", ledger.format());
        List<String> ids = records.jwks().path("keys").findValuesAsText("kid");
        ids.forEach(out.putArray("records")::add);
    }
}
