package dev.interlock.server.notify;

import dev.interlock.server.config.ChannelsConfig;
import dev.interlock.server.config.Registry;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.web.Transfer;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.function.Consumer;

/** {@code POST /v1/channels/{channel}/answers}: answers of people that a channel passes on. */
public final class ChannelService {

    private static final System.Logger LOG = System.getLogger(ChannelService.class.getName());

    private final ChannelAnswers answers;
    private final Transfer transfer;
    private final Consumer<String> forged;

    /** @param forged hears, by its kind, of each message that was not believed */
    public ChannelService(
            ChannelsConfig config,
            Domain domain,
            Registry registry,
            InstantSource clock,
            Transfer transfer,
            Consumer<String> forged) {
        this.answers = new ChannelAnswers(config, domain, registry, clock);
        this.transfer = transfer;
        this.forged = forged;
    }

    /** Registers the path. */
    public void register(HttpRouting.Builder routing) {
        routing.post("/v1/channels/{channel}/answers", this::answer);
    }

    private void answer(ServerRequest request, ServerResponse response) throws IOException {
        byte[] body = transfer.body(request, ChannelAnswers.MAX_BODY + 1);
        ChannelAnswers.Said said;
        try {
            said = answers.answer(
                    request.path().pathParameters().get("channel"),
                    header(request, "webhook-id"),
                    header(request, "webhook-timestamp"),
                    header(request, "webhook-signature"),
                    body);
        } catch (UnavailableException e) {
            LOG.log(System.Logger.Level.WARNING, "an answer by a channel could not be recorded", e);
            said = new ChannelAnswers.Said(503, Json.object().put("code", "unavailable"), java.util.Optional.empty());
        }
        said.forged().ifPresent(forged);
        response.status(Status.create(said.status()));
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(HeaderNames.create("X-Content-Type-Options"), "nosniff");
        response.header(HeaderNames.CONTENT_TYPE, "application/json");
        transfer.send(request, response, Json.bytes(said.body()));
    }

    private static String header(ServerRequest request, String name) {
        var values = request.headers().contains(HeaderNames.create(name))
                ? request.headers().get(HeaderNames.create(name)).allValues()
                : java.util.List.<String>of();
        return values.size() == 1 ? values.getFirst() : "";
    }
}
