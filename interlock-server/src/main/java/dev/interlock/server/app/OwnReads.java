package dev.interlock.server.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.rest.RestRead;
import dev.interlock.server.enforce.ConfirmReads;
import dev.interlock.server.json.Json;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.Upstream;
import dev.interlock.server.upstream.rest.RestApi;
import java.util.Map;
import java.util.Optional;

/** Reads that Interlock makes by itself, at the server or the API of that name. */
record OwnReads(Upstreams upstreams, RestApis apis, int answerBytes) implements ConfirmReads {

    @Override
    public CallOutcome read(String server, String tool, Map<String, Object> arguments) {
        ObjectNode args = Json.object();
        arguments.forEach((name, value) -> {
            switch (value) {
                case Long number -> args.put(name, number);
                case Boolean flag -> args.put(name, flag);
                default -> args.put(name, value.toString());
            }
        });
        RestApi api = apis.byName().get(server);
        if (api != null) {
            return RestRead.of(api, tool, args, answerBytes);
        }
        return upstreams
                .named(server)
                .map(upstream -> upstream.call(tool, args, Json.object()))
                .orElse(new CallOutcome.RefusedBeforeEffect("no-server", "no server of that name is configured"));
    }

    @Override
    public Optional<ObjectNode> offered(String server, String tool) {
        RestApi api = apis.byName().get(server);
        return api != null
                ? RestRead.definition(api, tool)
                : upstreams.named(server).flatMap((Upstream upstream) -> upstream.tool(tool));
    }
}
