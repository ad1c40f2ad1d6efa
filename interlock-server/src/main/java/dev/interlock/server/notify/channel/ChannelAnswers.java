package dev.interlock.server.notify.channel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.HoldState;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.identity.presence.StepUp;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.role.Roles;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import dev.interlock.server.notify.signal.WebhookSignature;
import dev.interlock.server.render.Ids;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers that come in by a channel. The channel proves itself by its signature over id, time and body; each message
 * counts once, and not for long; and the channel speaks only for the parties that the configuration names: people, or
 * one machine verifier. Their right to answer is decided as at every door. Thread-safe.
 */
final class ChannelAnswers {

    static final int MAX_BODY = 16 << 10;
    private static final long WINDOW_SECONDS = 300;
    private static final int MOST_REMEMBERED = 100_000;
    private static final int LONGEST_ID = 200;
    private static final Set<String> MEMBERS =
            Set.of("hold", "answer", "person", "verifier", "digest", "code", "comment");

    private final Domain domain;
    private final Registry registry;
    private final Roles roles;
    private final StepUp stepUp;
    private final InstantSource clock;
    private final JsonReader reader = new JsonReader(JsonLimits.requests().withMaxBytes(MAX_BODY));
    private final Map<String, AnswerSource> channels = new TreeMap<>();
    /** Ids that were used, each with the time until which a message with it could come again. */
    private final LinkedHashMap<String, Long> used = new LinkedHashMap<>(); // guarded by this

    private record AnswerSource(WebhookSignature signature, Set<String> speaksFor) {}

    /**
     * The outcome of a message.
     *
     * @param forged why the message was not believed, if it was not
     * @param person the person for whom the message spoke, once it was believed
     */
    record Outcome(int status, ObjectNode body, Optional<String> forged, Optional<String> person) {

        private Outcome by(String name) {
            return new Outcome(status, body, forged, Optional.of(name));
        }
    }

    ChannelAnswers(
            ChannelsConfig config, Domain domain, Registry registry, Roles roles, StepUp stepUp, InstantSource clock) {
        this.roles = roles;
        this.stepUp = stepUp;
        this.domain = domain;
        this.registry = registry;
        this.clock = clock;
        config.channels()
                .forEach((name, channel) -> channel.answers()
                        .ifPresent(in -> channels.put(
                                name,
                                new AnswerSource(new WebhookSignature(in.secret()), Set.copyOf(in.speaksFor())))));
    }

    /** Returns whether answers come in by a channel of this name. */
    boolean has(String name) {
        return channels.containsKey(name);
    }

    Outcome answer(String name, String id, String time, String signature, byte[] body) {
        AnswerSource channel = channels.get(name);
        // One answer for all that is not believed: whoever has no key learns nothing.
        if (channel == null) {
            return forged("unknown");
        }
        OptionalLong seconds = seconds(time);
        if (id.isEmpty()
                || id.length() > LONGEST_ID
                || seconds.isEmpty()
                || !channel.signature().verifies(id, seconds.getAsLong(), body, signature)) {
            return forged("signature");
        }
        long now = clock.millis() / 1_000;
        if (Math.abs(now - seconds.getAsLong()) > WINDOW_SECONDS) {
            return forged("expired");
        }
        if (!firstTime(name + " " + id, now)) {
            return forged("replayed");
        }
        return reader.read(body) instanceof JsonReader.Outcome.Value(ObjectNode message)
                ? read(name, channel, message)
                : wrong("the body must be a JSON object");
    }

    private Outcome read(String name, AnswerSource channel, ObjectNode message) {
        for (Map.Entry<String, JsonNode> member : message.properties()) {
            if (!MEMBERS.contains(member.getKey()) || !member.getValue().isTextual()) {
                return wrong("`" + member.getKey() + "` is unknown or is not a string: the members are "
                        + MEMBERS.stream().sorted().toList());
            }
        }
        OptionalLong hold = Ids.parse('h', text(message, "hold"));
        String answer = text(message, "answer");
        String digest = text(message, "digest");
        if (hold.isEmpty() || digest.isEmpty() || !Set.of("approve", "reject").contains(answer)) {
            return wrong("send `hold`, `digest` as it was received, `person` (or `verifier`), and `answer`, which is "
                    + "`approve` or `reject`");
        }
        if (message.has("person") == message.has("verifier")) {
            return wrong("an answer must name either a `person` or a machine `verifier`");
        }
        boolean machine = message.has("verifier");
        String who = text(message, machine ? "verifier" : "person");
        Optional<Caller> by = registry.named(who).filter(machine ? Caller::verifier : Caller::person);
        if (!channel.speaksFor().contains(who) || by.isEmpty()) {
            return refused(403, "not-allowed", "the channel cannot answer for this party");
        }
        Optional<String> objection = roles.objection(by.get(), false, List.of("holds", text(message, "hold"), answer));
        if (objection.isPresent()) {
            return refused(403, "not-allowed", objection.get()).by(who);
        }
        if (stepUp.within().isPresent()
                && by.get().person()
                && answer.equals("approve")
                && critical(hold.getAsLong())) {
            return refused(
                            403,
                            StepUp.CODE,
                            "the call is critical: its approver must have logged in recently, which a channel "
                                    + "cannot prove. Approve it in the console or through the API")
                    .by(who);
        }
        return decide(name, by.get(), message, hold.getAsLong(), digest).by(who);
    }

    private boolean critical(long hold) {
        return domain.query(state -> {
            HoldState found = state.holds().get(hold);
            return found != null && found.isConfirmed();
        });
    }

    private Outcome decide(String name, Caller by, ObjectNode message, long hold, String digest) {
        boolean approve = text(message, "answer").equals("approve");
        String code = text(message, "code");
        Caller speaking = Registry.withRuntime(by, "channel-" + name);
        List<Caller> people = registry.all().stream().filter(Caller::person).toList();
        var command = new Command.AnswerHold(
                hold,
                speaking,
                approve,
                text(message, "comment"),
                code.isEmpty() ? Optional.empty() : Optional.of(code),
                Optional.of(digest),
                Optional.of(name),
                people,
                Optional.empty());
        return switch (domain.ask(command).answer()) {
            case Answer.Done done ->
                new Outcome(
                        200,
                        Json.object().put("answer", Ids.answer(done.number())),
                        Optional.empty(),
                        Optional.empty());
            case Answer.Refused refused -> refused(409, refused.code().text(), refused.message());
            case Answer.Verdict verdict -> throw new IllegalStateException("an answer is not a call");
        };
    }

    private static OptionalLong seconds(String text) {
        return text.matches("[0-9]{1,12}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    private static String text(ObjectNode message, String member) {
        return message.path(member).asText("");
    }

    /**
     * Returns whether a message comes for the first time. Messages too old to be accepted again are forgotten; too many
     * at once are turned away.
     */
    private synchronized boolean firstTime(String id, long now) {
        var oldest = used.values().iterator();
        while (oldest.hasNext() && oldest.next() < now) {
            oldest.remove();
        }
        if (used.size() >= MOST_REMEMBERED || used.containsKey(id)) {
            return false;
        }
        used.put(id, now + 2 * WINDOW_SECONDS + 1);
        return true;
    }

    private static Outcome forged(String why) {
        return new Outcome(
                401,
                Json.object().put("code", "channel-unproven").put("detail", "the channel did not authenticate"),
                Optional.of(why),
                Optional.empty());
    }

    private static Outcome wrong(String detail) {
        return refused(400, "malformed", detail);
    }

    private static Outcome refused(int status, String code, @Nullable String detail) {
        return new Outcome(
                status, Json.object().put("code", code).put("detail", detail), Optional.empty(), Optional.empty());
    }
}
