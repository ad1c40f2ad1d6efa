package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.json.Json;
import dev.interlock.server.upstream.Health;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.function.Supplier;

/** Shows the health of the MCP servers behind the gateway, as far as it is known without asking them. */
final class UpstreamRoutes implements Routes {

    private final Supplier<SortedMap<String, List<Health>>> health;

    UpstreamRoutes(Supplier<SortedMap<String, List<Health>>> health) {
        this.health = health;
    }

    @Override
    public Reply route(Caller caller, RoutedRequest request) throws Refusal {
        if (request.depth() > 0) {
            return RoutedRequest.nowhere();
        }
        request.looked().finish();
        return show(caller);
    }

    /** An agent learns nothing of addresses, or of what others do there. */
    Reply show(Caller caller) {
        if (!caller.person()) {
            return Problems.of(
                    403, RefusalCode.NOT_ALLOWED.text(), "only people may see the servers behind the gateway");
        }
        ObjectNode view = Json.object();
        var upstreams = view.putArray("upstreams");
        health.get().forEach((name, instances) -> {
            var list = upstreams.addObject().put("name", name).putArray("instances");
            instances.forEach(each -> list.add(view(each)));
        });
        return Reply.json(200, view);
    }

    private static ObjectNode view(Health health) {
        ObjectNode view = Json.object()
                .put("instance", health.instance())
                .put("state", health.state().name().toLowerCase(Locale.ROOT))
                .put("underWay", health.underWay())
                .put("failures", health.failures());
        health.trouble().ifPresent(trouble -> view.put("trouble", trouble));
        return view;
    }
}
