package dev.interlock.server.notify.channel;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import dev.interlock.server.setting.GivenValues;
import dev.interlock.server.setting.SentFields;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads the key {@code channels} of a configuration. */
public final class ChannelsReader {

    /** The events that channels can be told of. */
    static final List<String> EVENTS = List.of(
            "hold.held",
            "hold.reminded",
            "hold.escalated",
            "hold.answered",
            "hold.expired",
            "hold.withdrawn",
            "lane.opened",
            "lane.called",
            "lane.ended",
            "lane.reviewed",
            "lane.overdue");

    private static final String CHANNEL = "write `{webhook: https://..., secret: {from-env: NAME}}`";

    private final Diagnostics diagnostics;
    private final Values values;
    private final SentFields sent;
    /** The channels by the secrets of their answers. */
    private final Map<String, String> answering = new HashMap<>();

    private Set<String> people = Set.of();
    private Set<String> verifiers = Set.of();

    public ChannelsReader(Diagnostics diagnostics, Values values, GivenValues given) {
        this.diagnostics = diagnostics;
        this.values = values;
        this.sent = new SentFields(diagnostics, values, given);
    }

    /**
     * @param people the names of those who are registered
     * @param verifiers the names of the machine verifiers
     */
    public ChannelsConfig read(Node.Mapping mapping, Set<String> people, Set<String> verifiers) {
        this.people = people;
        this.verifiers = verifiers;
        var channels = new TreeMap<String, ChannelsConfig.Channel>();
        for (Node.Entry entry : mapping.entries()) {
            if (values.isName(entry.key(), "a channel")) {
                values.mapping(entry.value(), "a channel", CHANNEL)
                        .flatMap(body -> channel(entry.key().value(), body))
                        .ifPresent(channel -> channels.put(entry.key().value(), channel));
            }
        }
        return new ChannelsConfig(channels);
    }

    private Optional<ChannelsConfig.Channel> channel(String name, Node.Mapping body) {
        var fields = new Fields(body, "a channel", diagnostics);
        boolean internal = sent.internal(fields);
        boolean out = fields.has("webhook");
        Optional<URI> to = sent.target(fields, "webhook", internal);
        Optional<String> secret = out ? sent.signing(fields) : Optional.of("");
        Set<String> events = new TreeSet<>();
        fields.take("events").ifPresent(node -> values.texts(node, "an event").forEach(text -> event(text, events)));
        Optional<ChannelsConfig.Answers> answers = fields.take("answers")
                .flatMap(node -> values.mapping(
                        node, "`answers`", "write `answers: {secret: {from-env: NAME}, speaks-for: [vera]}`"))
                .flatMap(mapping -> answers(name, mapping));
        fields.finish();
        if (!out && answers.isEmpty()) {
            diagnostics.error(
                    Check.MISSING_KEY,
                    body.place(),
                    "this channel neither sends anything nor accepts answers",
                    CHANNEL);
            return Optional.empty();
        }
        return secret.map(key -> new ChannelsConfig.Channel(to, key, internal, events, answers));
    }

    private void event(Node.Scalar text, Set<String> events) {
        if (EVENTS.contains(text.value())) {
            events.add(text.value());
            return;
        }
        diagnostics.error(
                Check.BAD_VALUE,
                text.place(),
                "channels have no event " + Diagnostics.quote(text.value()),
                Suggestion.remedy(text.value(), EVENTS, "leave out `events` to get every event"));
    }

    private void speaker(Node.Scalar name, Set<String> speaksFor) {
        if (people.contains(name.value()) || verifiers.contains(name.value())) {
            speaksFor.add(name.value());
            return;
        }
        Set<String> all = new TreeSet<>(people);
        all.addAll(verifiers);
        diagnostics.error(
                Check.BAD_VALUE,
                name.place(),
                "no one is registered as " + Diagnostics.quote(name.value()),
                Suggestion.remedy(name.value(), all, "name a person from `people` or a verifier from `verifiers`"));
    }

    private Optional<ChannelsConfig.Answers> answers(String name, Node.Mapping body) {
        var fields = new Fields(body, "`answers`", diagnostics);
        Optional<String> secret = sent.signing(fields);
        Set<String> speaksFor = new TreeSet<>();
        fields.require("speaks-for", "name the people whose answers it passes on, for example `speaks-for: [vera]`")
                .ifPresent(node -> {
                    values.texts(node, "a person").forEach(one -> speaker(one, speaksFor));
                    if (speaksFor.size() > 1 && speaksFor.stream().anyMatch(verifiers::contains)) {
                        diagnostics.error(
                                Check.BAD_VALUE,
                                node.place(),
                                "a channel that answers for a machine verifier cannot answer for anyone else",
                                "give the verifier its own channel: two answers with the same secret are not "
                                        + "independent");
                    }
                });
        fields.finish();
        secret.map(key -> answering.putIfAbsent(key, name))
                .ifPresent(other -> diagnostics.error(
                        Check.BAD_VALUE,
                        body.place(),
                        "the channel " + Diagnostics.quote(other) + " uses the same secret for its answers",
                        "give each channel its own secret: anyone who has it can answer for the channel's people"));
        return secret.map(key -> new ChannelsConfig.Answers(key, speaksFor));
    }
}
