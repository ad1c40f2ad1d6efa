package dev.interlock.server.notify.channel;

import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.http.server.Transfer;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.json.Json;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** {@code POST /v1/channels/{channel}/answers}: answers that a channel passes on. */
public final class ChannelService {

    private static final System.Logger LOG = System.getLogger(ChannelService.class.getName());

    private final ChannelAnswers answers;
    private final Transfer transfer;
    private final RefusedMessages heard;

    /** The listener hears of each message that changed nothing. Thread-safe. */
    @FunctionalInterface
    public interface RefusedMessages {

        /**
         * @param why stable, such as {@code signature} or {@code not-independent}
         * @param where the path, with the name of the channel if there is one
         * @param person for whom it spoke, once it had proven itself
         */
        void refused(String why, String where, Optional<String> person);
    }

    /** @param heard hears of each message that was not believed, or whose answer is refused */
    public ChannelService(
            ChannelsConfig config,
            Domain domain,
            Registry registry,
            InstantSource clock,
            Transfer transfer,
            RefusedMessages heard) {
        this.answers = new ChannelAnswers(config, domain, registry, clock);
        this.transfer = transfer;
        this.heard = heard;
    }

    /** Registers the path. */
    public void register(HttpRouting.Builder routing) {
        routing.post("/v1/channels/{channel}/answers", this::answer);
    }

    private void answer(ServerRequest request, ServerResponse response) throws IOException {
        byte[] body = transfer.body(request, ChannelAnswers.MAX_BODY + 1);
        String channel = request.path().pathParameters().get("channel");
        ChannelAnswers.Reply reply = reply(request, channel, body);
        if (reply.status() >= 400 && reply.status() < 500) {
            String where = "/v1/channels/" + (answers.has(channel) ? channel : "{channel}") + "/answers";
            heard.refused(
                    reply.forged().orElseGet(() -> reply.body().path("code").asText()), where, reply.person());
        }
        response.status(Status.create(reply.status()));
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(HeaderNames.create("X-Content-Type-Options"), "nosniff");
        response.header(HeaderNames.CONTENT_TYPE, "application/json");
        transfer.send(request, response, Json.bytes(reply.body()));
    }

    private ChannelAnswers.Reply reply(ServerRequest request, String channel, byte[] body) {
        try {
            return answers.answer(
                    channel,
                    header(request, "webhook-id"),
                    header(request, "webhook-timestamp"),
                    header(request, "webhook-signature"),
                    body);
        } catch (UnavailableException e) {
            LOG.log(System.Logger.Level.WARNING, "an answer by a channel could not be recorded", e);
            return new ChannelAnswers.Reply(
                    503, Json.object().put("code", "unavailable"), Optional.empty(), Optional.empty());
        }
    }

    private static String header(ServerRequest request, String name) {
        var values = request.headers().contains(HeaderNames.create(name))
                ? request.headers().get(HeaderNames.create(name)).allValues()
                : List.<String>of();
        return values.size() == 1 ? values.getFirst() : "";
    }
}
