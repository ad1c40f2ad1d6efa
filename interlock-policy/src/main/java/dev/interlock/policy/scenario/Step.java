package dev.interlock.policy.scenario;

import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.LaneScope;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.yaml.Place;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One step of a scenario. The names of tasks and calls are those that the scenario gives them. */
sealed interface Step {

    Place place();

    /**
     * Somebody opens a task for an agent.
     *
     * @param instruction what the agent is told to do; only a person's says who may choose what
     */
    record Open(
            String task,
            Member by,
            Member agent,
            Optional<String> parent,
            String intent,
            Optional<String> instruction,
            List<Key> objects,
            OptionalLong timeMillis,
            OptionalInt calls,
            Expected.OfRequest expected,
            Place place)
            implements Step {}

    /**
     * An agent calls a tool. A call that is permitted has the stated outcome.
     *
     * @param args the arguments; a call that states none has those of the call that it continues
     * @param continues the call in flight whose place it is to take
     * @param answers the answers to questions of the server meanwhile, by the key of the question
     * @param distance how far the act is from the instruction, in thousandths, for rules that ask; no model is run
     */
    record Call(
            Optional<String> name,
            Member by,
            Optional<String> runtime,
            Optional<String> task,
            String server,
            String tool,
            Map<String, @Nullable Object> args,
            Optional<String> continues,
            Map<String, @Nullable Object> answers,
            int distance,
            Outcome outcome,
            Expected.OfCall expected,
            Place place)
            implements Step {

        /** The call with the answers, and without own arguments also the arguments, of the call that it continues. */
        Call after(Call continued) {
            Map<String, @Nullable Object> all = new TreeMap<>(continued.answers);
            all.putAll(answers);
            return new Call(
                    name,
                    by,
                    runtime,
                    task,
                    server,
                    tool,
                    args.isEmpty() ? continued.args : args,
                    continues,
                    all,
                    distance,
                    outcome,
                    expected,
                    place);
        }

        /** The arguments that the catalogue reads, with the answers if the call continues another one. */
        Map<String, @Nullable Object> arguments() {
            return continues.isPresent() ? Catalog.with(args, answers) : args;
        }
    }

    /**
     * A source tells of something that happened outside.
     *
     * @param breaks ids of the rules that it is found to break, if that is asked
     */
    record Observe(
            Optional<String> name,
            Member by,
            Optional<String> runtime,
            String source,
            Optional<String> id,
            String server,
            String tool,
            Map<String, @Nullable Object> args,
            Map<String, @Nullable Object> result,
            Optional<Set<String>> breaks,
            Expected.OfRequest expected,
            Place place)
            implements Step {}

    /** The outcome of a call in flight becomes known. */
    record Settle(String call, Outcome outcome, Expected.OfRequest expected, Place place) implements Step {}

    /** A person finds out how a call of unknown outcome came out. */
    record Reconcile(String call, Member by, Outcome outcome, Expected.OfRequest expected, Place place)
            implements Step {}

    /** The hold of a call is answered. */
    record Answer(String call, Member by, boolean approve, Code code, Expected.OfRequest expected, Place place)
            implements Step {}

    /** The text that is typed for the binding code of a hold. */
    enum Code {
        RIGHT,
        WRONG,
        NONE
    }

    /** The held call is not wanted any more. */
    record Withdraw(String call, Member by, Expected.OfRequest expected, Place place) implements Step {}

    /** A person lets another answer for a group of theirs. */
    record Delegate(String group, Member by, Member to, long millis, Expected.OfRequest expected, Place place)
            implements Step {}

    record End(String task, Member by, EndReason reason, Expected.OfRequest expected, Place place) implements Step {}

    /** Somebody opens a break-glass lane, or proposes it. */
    record BreakGlass(
            String lane,
            Member by,
            Member agent,
            LaneScope scope,
            OptionalLong timeMillis,
            Optional<String> ticket,
            Expected.OfRequest expected,
            Place place)
            implements Step {}

    /** Somebody else opens the lane that is proposed. */
    record Confirm(String lane, Member by, Expected.OfRequest expected, Place place) implements Step {}

    record Review(String lane, Member by, boolean accept, Expected.OfRequest expected, Place place) implements Step {}

    record Advance(long millis, Place place) implements Step {}

    /** The outcome of a permitted call. */
    sealed interface Outcome {}

    /**
     * @param result the structured answer of the tool
     * @param text the text of the answer
     */
    record Succeeded(Map<String, @Nullable Object> result, Optional<String> text) implements Outcome {}

    record Failed() implements Outcome {}

    record Unknown() implements Outcome {}

    /** The outcome is not known yet: a later step settles the call. */
    record InFlight() implements Outcome {}
}
