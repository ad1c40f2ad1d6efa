package dev.interlock.policy.catalog;

import dev.interlock.engine.command.Inspection;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Fault;
import dev.interlock.engine.model.FurtherArguments;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call as the catalogue reads it, once: its facts, and by the same reading the objects that its result names and the findings in
 * it. Conditions run when the call is read, and not again when it has been carried out.
 */
public final class ReadCall {

    private final CallFacts facts;
    private final @Nullable CallReading reading;
    private final List<RuleCondition> rules;
    private final Map<String, ?> args;
    private final boolean ambiguous;

    ReadCall(CallFacts facts, @Nullable CallReading reading, List<RuleCondition> rules, Map<String, ?> args) {
        this(facts, reading, rules, args, false);
    }

    private ReadCall(
            CallFacts facts,
            @Nullable CallReading reading,
            List<RuleCondition> rules,
            Map<String, ?> args,
            boolean ambiguous) {
        this.ambiguous = ambiguous;
        this.facts = facts;
        this.reading = reading;
        this.rules = rules;
        this.args = args;
    }

    /** A call of a tool that the catalogue does not know. */
    static ReadCall unknown(CallFacts facts, Map<String, ?> args) {
        return new ReadCall(facts, null, List.of(), args);
    }

    /** The arguments that the facts do not show in full, for those who may have to approve the call. */
    public FurtherArguments further() {
        List<ArgumentPath> secret =
                reading == null ? List.of() : reading.entry().secret();
        return FurtherReading.of(args, secret, facts.projection());
    }

    /** The facts of the call, on which the decision is made. */
    public CallFacts facts() {
        return facts;
    }

    /** The call with another fault, which denies it. */
    public ReadCall with(Fault fault) {
        return new ReadCall(facts.with(fault), reading, rules, args, ambiguous);
    }

    /** The call with the facts of all its readings, where another server may have read it otherwise. */
    ReadCall ambiguously(CallFacts ofAll) {
        return new ReadCall(ofAll, reading, rules, args, true);
    }

    /** Returns whether the facts are those of several readings, of which nobody knows the one that happened. */
    public boolean ambiguous() {
        return ambiguous;
    }

    /** Returns whether the argument at this place is null, and stands for all objects of a type. */
    boolean standsForAll(String place, Map<String, ?> of) {
        return reading != null
                && reading.standsForAll(place)
                && ArgumentPath.parse(place).map(path -> path.resolve(of)).isEmpty();
    }

    /**
     * The objects that the call created, as its result names them.
     *
     * @param structured the structured content of the result, where there is one
     * @param text its single text content, where there is one; read as JSON when nothing is structured
     */
    public Created created(@Nullable Map<String, ?> structured, @Nullable String text) {
        return reading == null ? new Created.Named(List.of()) : reading.created(structured, text);
    }

    /** The outcome of the call that this answer ends with success; see {@link #created}. */
    public Settlement outcome(@Nullable Map<String, ?> structured, @Nullable String text) {
        return reading == null ? new Settlement.Succeeded(List.of()) : reading.outcome(structured, text);
    }

    /** The findings in the answer. Never fails: a check that cannot be made is a reason to withhold the answer. */
    public Inspection inspect(Answered answered) {
        return reading == null ? notKnown() : ResultReading.inspect(reading, answered, rules);
    }

    /** The inspection of the answer of a tool that the catalogue does not know. */
    static Inspection notKnown() {
        return new Inspection(
                Collections.emptySortedSet(), List.of("the tool is not known"), Collections.emptySortedMap());
    }
}
