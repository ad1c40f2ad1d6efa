package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.index.EntryPage;
import dev.interlock.server.index.RecordIndex;
import dev.interlock.server.index.Term;
import dev.interlock.server.index.Verdict;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.FindingWords;
import dev.interlock.server.render.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/** The calls in which a rule spoke, the newest first: each with what it found, what made the parties one, and the calls before. */
public final class RuleCalls {

    private static final int MOST_OBJECTS = 8;
    private static final int MOST_WITNESSES = 8;

    private final RecordIndex index;
    private final LongFunction<Recorded> history;
    private final HeldCalls held;
    private final FindingWords words;

    public RuleCalls(Domain domain, RecordIndex index, Bundle bundle) {
        this.index = index;
        this.history = domain.history()::event;
        this.held = new HeldCalls(domain, index);
        this.words = new FindingWords(bundle);
    }

    /**
     * Shows a page of them.
     *
     * @param verdict the verdict on the calls, as {@link Verdict} writes it; empty for any
     * @param before the number below which the entries lie
     */
    public ObjectNode page(String rule, Optional<String> verdict, long before, int limit) {
        List<Term> terms = new ArrayList<>(List.of(Term.rule(rule)));
        verdict.ifPresent(text -> terms.add(Term.verdict(text)));
        EntryPage found = index.find(terms, before, limit);
        ObjectNode out = Json.object();
        ArrayNode calls = out.putArray("calls");
        for (long number : found.numbers()) {
            Recorded recorded = history.apply(number);
            if (recorded.event() instanceof Event.CallDecided call) {
                calls.add(of(recorded, call, rule));
            }
        }
        found.next().ifPresent(next -> out.put("next", next));
        return out;
    }

    private ObjectNode of(Recorded recorded, Event.CallDecided call, String rule) {
        ObjectNode out = Json.object()
                .put("number", recorded.seq())
                .put("time", Times.of(recorded.timeMillis()))
                .put("call", Ids.call(call.call()))
                .put("verdict", Verdict.of(call).text())
                .put("agent", call.actor().name())
                .put("tool", call.facts().tool());
        if (call.task() != 0) {
            out.put("task", Ids.task(call.task()));
        }
        if (call instanceof Event.CallHeld waited) {
            out.put("hold", Ids.hold(waited.hold()));
            held.put(out, waited);
        }
        ArrayNode objects = out.putArray("objects");
        call.facts().actsOn().stream().limit(MOST_OBJECTS).forEach(object -> objects.add(object.toString()));
        ArrayNode findings = out.putArray("findings");
        spoken(call).filter(finding -> finding.rule().equals(rule)).forEach(finding -> findings.add(of(finding)));
        return out;
    }

    /** The findings of all kinds: those that decided, and those that an approval or a lane let through. */
    private static Stream<Finding> spoken(Event.CallDecided call) {
        return call instanceof Event.CallReserved reserved
                ? Stream.of(reserved.findings(), reserved.excepted(), reserved.waived())
                        .flatMap(List::stream)
                : call.findings().stream();
    }

    private ObjectNode of(Finding finding) {
        ObjectNode out = Json.object().put("code", finding.code().text()).put("text", words.reason(finding));
        finding.key().ifPresent(key -> out.put("key", key.toString()));
        finding.attribute()
                .ifPresent(attribute -> out.put("attribute", attribute).put("one", words.one(finding)));
        ArrayNode witnesses = out.putArray("witnesses");
        finding.witnesses().stream().limit(MOST_WITNESSES).forEach(witness -> {
            ObjectNode one =
                    witnesses.addObject().put("call", Ids.call(witness.call())).put("mark", witness.mark());
            Recorded recorded = history.apply(witness.call());
            if (recorded.event() instanceof Event.CallDecided earlier) {
                one.put("agent", earlier.actor().name())
                        .put("tool", earlier.facts().tool())
                        .put("time", Times.of(recorded.timeMillis()));
            }
        });
        return out;
    }
}
