package dev.interlock.server.door.hook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Asking;
import dev.interlock.engine.event.ExternalRequest;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.Asks;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.enforce.Decided;
import dev.interlock.server.enforce.Digests;
import dev.interlock.server.enforce.Enforcer;
import dev.interlock.server.enforce.Question;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Ids;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Handles the events of one agent's hooks: decides calls, takes in reports, and opens and ends tasks. Thread-safe. */
final class HookCalls {

    /** A person may be asked by the program before it uses a tool, and a command may take its time. */
    private static final Duration REPORT_WITHIN = Duration.ofHours(1);

    private final HookCounts counts;
    private final Domain domain;
    private final Enforcer enforcer;
    private final Sessions sessions;
    private final Set<String> trustedPrompts;
    private final UnnamedCalls unnamed = new UnnamedCalls();
    private final ToldCalls told = new ToldCalls();

    HookCalls(Domain domain, EndedSessions ended, Enforcer enforcer, Set<String> trustedPrompts, HookCounts counts) {
        this.counts = counts;
        this.domain = domain;
        this.enforcer = enforcer;
        this.trustedPrompts = Set.copyOf(trustedPrompts);
        this.sessions = new Sessions(domain, ended);
    }

    /**
     * Returns the answer to an event; an empty object lets the program go on by its own rules.
     *
     * @throws Refusal if nothing could be decided or recorded
     */
    ObjectNode answer(Caller agent, HookWire wire, HookOptions options, HookEvent event) throws Refusal {
        switch (event) {
            case HookEvent.Prompted(HookEvent.Place place, String prompt) -> {
                long task = sessions.task(agent, wire.client(), place, options, Optional.of(prompt));
                if (place.sub().isEmpty() && trustedPrompts.contains(wire.client())) {
                    enforcer.prompted(agent, task, prompt);
                }
            }
            case HookEvent.SubStarted(HookEvent.Place place) ->
                sessions.task(agent, wire.client(), place, options, Optional.empty());
            case HookEvent.SubEnded(HookEvent.Place place) -> sessions.end(agent, wire.client(), place);
            case HookEvent.SessionEnded(HookEvent.Place place) -> sessions.end(agent, wire.client(), place);
            case HookEvent.ToolAsked asked -> {
                if (asked.server().filter(options.through()::contains).isEmpty()) {
                    return decided(agent, wire, options, asked);
                }
            }
            case HookEvent.ToolDone(HookEvent.Place place, CallName call, Optional<ObjectNode> result) ->
                report(agent, wire, place, call, result, new Settlement.Succeeded(List.of()));
            case HookEvent.ToolFailed(HookEvent.Place place, CallName call, String tool, Optional<ObjectNode> result) ->
                report(
                        agent,
                        wire,
                        place,
                        call,
                        result,
                        ToolMap.mayHaveHappened(tool)
                                ? new Settlement.Unknown("the tool failed, but may have had an effect before that")
                                : new Settlement.Failed("the tool failed"));
            case HookEvent.Other other -> {}
        }
        return Json.object();
    }

    private ObjectNode decided(Caller agent, HookWire wire, HookOptions options, HookEvent.ToolAsked asked)
            throws Refusal {
        long task = sessions.task(agent, wire.client(), asked.place(), options, Optional.empty());
        CodingCall call = ToolMap.map(asked, options.project());
        var question = new Question(
                agent,
                OptionalLong.of(task),
                OptionalLong.empty(),
                CodingCall.SERVER,
                call.tool(),
                call.arguments(),
                /* evaluation= */ false);
        Optional<ExternalRequest.Request> request = asked.call().unique()
                ? Optional.of(new ExternalRequest.Request(key(asked.place(), asked.call()), digest(call)))
                : Optional.empty();
        Decided decided = enforcer.askAndHear(question, new Asking(by(agent, wire), REPORT_WITHIN.toMillis(), request));
        if (request.isEmpty() && decided.answer() instanceof Answer.Permit permit) {
            unnamed.permitted(by(agent, wire) + " " + key(asked.place(), asked.call()), permit.call());
        }
        return switch (decided.answer()) {
            case Answer.Permit permit -> {
                counts.count(wire.client(), HookCounts.Kind.PERMITTED);
                yield Json.object();
            }
            case Answer.Deny deny -> {
                counts.count(wire.client(), HookCounts.Kind.DENIED);
                yield wire.denied("Interlock denies this (" + Ids.call(deny.call()) + "). "
                        + decided.reasons().message());
            }
            case Answer.Hold hold -> {
                counts.count(wire.client(), HookCounts.Kind.HELD);
                yield wire.denied(held(hold, decided.reasons().message()));
            }
            case Answer.Refused refused -> throw new Refusal(409, refused.code().text(), refused.message());
            case Answer.Done done -> throw new IllegalStateException("a decision is a verdict");
        };
    }

    private static String held(Answer.Hold hold, String reasons) {
        String id = Ids.hold(hold.hold());
        return "Interlock holds this until a person has approved it (hold " + id + ", code " + hold.code() + "). "
                + reasons
                + " Tell the person, and do not try to achieve it another way. Once " + id
                + " is approved, make exactly the same call again.";
    }

    /** The call is one question, however often it is asked. */
    private static String digest(CodingCall call) throws Refusal {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("tool", call.tool());
        all.put("arguments", call.arguments());
        try {
            return Digests.canonical(all);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("the tool's input cannot be written in canonical form: " + e.getMessage());
        }
    }

    private static String key(HookEvent.Place place, CallName call) {
        return place.session() + "/" + call.text();
    }

    /** The program of an agent, as one that asks and reports. */
    private static String by(Caller agent, HookWire wire) {
        return agent.name() + "@" + wire.client();
    }

    /**
     * Records what came of a call. Its outcome is the one that is told first; a result that is told later is read as well. Of a call
     * that was not asked for there is nothing to say.
     */
    private void report(
            Caller agent,
            HookWire wire,
            HookEvent.Place place,
            CallName name,
            Optional<ObjectNode> result,
            Settlement settlement) {
        String by = by(agent, wire);
        String key = key(place, name);
        String named = by + " " + key;
        OptionalLong call = name.unique() ? asked(by, key) : unnamed.take(named);
        if (call.isPresent()) {
            enforcer.heard(call.getAsLong(), result);
            var unused = enforcer.report(call.getAsLong(), by, settlement);
            told.told(named, call.getAsLong());
        } else {
            told.find(named).ifPresent(before -> enforcer.heard(before, result));
        }
    }

    private OptionalLong asked(String by, String key) {
        Optional<Asks.Known> known = domain.query(state -> state.asks().find(by, key));
        return known.filter(Asks.Known::permitted).stream()
                .mapToLong(Asks.Known::call)
                .findFirst();
    }
}
