package dev.interlock.server.notify.channel;

import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.http.server.Door;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.http.server.Request;
import dev.interlock.server.http.server.RequestHeaders;
import dev.interlock.server.http.server.Route;
import dev.interlock.server.identity.presence.StepUp;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.role.Roles;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** {@code POST /v1/channels/{channel}/answers}: answers that a channel passes on. */
public final class ChannelDoor implements Door {

    private static final System.Logger LOG = System.getLogger(ChannelDoor.class.getName());

    private static final String CHANNELS = "/v1/channels/";
    private static final String ANSWERS = "/answers";

    private final ChannelAnswers answers;
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
    public ChannelDoor(
            ChannelsConfig config,
            Domain domain,
            Registry registry,
            Roles roles,
            StepUp stepUp,
            InstantSource clock,
            RefusedMessages heard) {
        this.answers = new ChannelAnswers(config, domain, registry, roles, stepUp, clock);
        this.heard = heard;
    }

    public List<Route> routes() {
        return List.of(Route.post(CHANNELS + "{channel}" + ANSWERS, this));
    }

    @Override
    public Reply handle(Request request) throws IOException {
        byte[] body = request.body(ChannelAnswers.MAX_BODY + 1);
        String channel =
                request.path().substring(CHANNELS.length(), request.path().length() - ANSWERS.length());
        ChannelAnswers.Outcome outcome = outcome(request.headers(), channel, body);
        if (outcome.status() >= 400 && outcome.status() < 500) {
            String where = CHANNELS + (answers.has(channel) ? channel : "{channel}") + ANSWERS;
            heard.refused(
                    outcome.forged().orElseGet(() -> outcome.body().path("code").asText()), where, outcome.person());
        }
        return Reply.json(outcome.status(), outcome.body());
    }

    private ChannelAnswers.Outcome outcome(RequestHeaders headers, String channel, byte[] body) {
        try {
            return answers.answer(
                    channel,
                    only(headers, "webhook-id"),
                    only(headers, "webhook-timestamp"),
                    only(headers, "webhook-signature"),
                    body);
        } catch (UnavailableException e) {
            LOG.log(System.Logger.Level.WARNING, "an answer from a channel could not be recorded", e);
            return new ChannelAnswers.Outcome(
                    503, Json.object().put("code", "unavailable"), Optional.empty(), Optional.empty());
        }
    }

    private static String only(RequestHeaders headers, String name) {
        List<String> values = headers.all(name);
        return values.size() == 1 ? values.getFirst() : "";
    }
}
