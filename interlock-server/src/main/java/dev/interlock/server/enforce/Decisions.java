package dev.interlock.server.enforce;

import dev.interlock.engine.command.Asking;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.server.content.TaskContents;
import dev.interlock.server.domain.BatchResult;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.UnavailableException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Maps calls under the bundle in force and has them decided under that bundle, however they came. The one place where a call is mapped
 * again because another bundle came into force in between. Thread-safe.
 */
final class Decisions {

    /** The most times that a call is mapped again because the bundle changed meanwhile. */
    private static final int MOST_REMAPS = 5;

    private final Domain domain;
    private final Supplier<Policy> policy;
    private final ToolSchemas schemas;
    private final TaskContents contents;
    private volatile Workload workload = Workload.UNCOUNTED;

    /** @param policy the bundle in force */
    Decisions(Domain domain, Supplier<Policy> policy, TaskContents contents) {
        this.domain = domain;
        this.policy = policy;
        this.schemas = new ToolSchemas(new RecordedSchemas(domain));
        this.contents = contents;
    }

    void count(Workload by) {
        workload = by;
    }

    private Command counted(Command command) {
        if (command instanceof Command.DecideCall call) {
            String party = call.asking().map(Asking::by).orElse(call.caller().name());
            workload.asked(party, things(call.facts()));
        }
        return command;
    }

    /** The objects that a call names, and the values and elements of its list: each of them is looked at. */
    private static int things(CallFacts facts) {
        int named = facts.objects().size() + facts.related().size();
        return facts.elements().isEmpty()
                ? named
                : Math.max(named + facts.valueKeys().size(), facts.elements().size());
    }

    /** The schemas by which arguments are read. */
    ToolSchemas schemas() {
        return schemas;
    }

    /** The content that tasks have read. */
    TaskContents contents() {
        return contents;
    }

    /** The bundle in force. */
    Policy policy() {
        return policy.get();
    }

    Domain domain() {
        return domain;
    }

    /**
     * Does something under the bundle in force.
     *
     * @param attempt empty when another bundle is in force by then
     * @throws UnavailableException when the bundle changes too often, or nothing can be decided now
     */
    <T> T underPolicy(Function<Policy, Optional<T>> attempt) {
        for (int i = 0; i < MOST_REMAPS; i++) {
            Optional<T> came = attempt.apply(policy.get());
            if (came.isPresent()) {
                return came.get();
            }
        }
        throw new UnavailableException("the policy is changing too often for the call to be decided");
    }

    /**
     * Decides one call and records that.
     *
     * @throws UnavailableException when nothing can be decided or recorded now: deny
     */
    Decided decide(Function<Policy, MappedCall> mapping, Function<MappedCall, Command> command) {
        return underPolicy(now -> {
            MappedCall call = mapping.apply(now);
            return domain.decideUnder(now.bundle().digest(), counted(command.apply(call)))
                    .map(reply -> Decided.recorded(now, call, reply));
        });
    }

    /** A call to be decided together with others. */
    record One(Function<Policy, MappedCall> mapping, Function<MappedCall, Command> command) {}

    /**
     * Decides several calls and records that, in this order: each counts those before it. They become durable together.
     *
     * @return one for each
     * @throws UnavailableException if none of them could be decided or recorded: deny
     */
    List<Outcome> together(List<One> all) {
        return underPolicy(now -> {
            List<MappedCall> calls =
                    all.stream().map(one -> one.mapping().apply(now)).toList();
            List<Command> commands = IntStream.range(0, calls.size())
                    .mapToObj(i -> counted(all.get(i).command().apply(calls.get(i))))
                    .toList();
            return domain.askTogether(now.bundle().digest(), commands)
                    .map(came -> IntStream.range(0, calls.size())
                            .mapToObj(i -> outcome(now, calls.get(i), came.get(i)))
                            .toList());
        });
    }

    private static Outcome outcome(Policy now, MappedCall call, BatchResult came) {
        return switch (came) {
            case BatchResult.Answered answered -> new Outcome.As(Decided.recorded(now, call, answered.reply()));
            case BatchResult.Nothing nothing -> new Outcome.Unavailable(nothing.why());
        };
    }
}
