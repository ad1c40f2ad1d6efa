package dev.interlock.server.gate;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.Reply;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.mcp.CallContext;
import dev.interlock.server.words.Ids;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The decisions on one call: on what was asked, and on what its caller answers to questions of the server. */
final class Decisions {

    /** How often a call is mapped again because the bundle changed meanwhile. */
    private static final int MOST_REMAPS = 5;

    private final Domain domain;
    private final Supplier<Policy> policy;
    private final Caller caller;
    private final OptionalLong only;
    private final CallContext call;
    private final Map<String, @Nullable Object> arguments;

    Decisions(Domain domain, Supplier<Policy> policy, AgentCaller from, CallContext call) {
        this.domain = domain;
        this.policy = policy;
        this.caller = from.caller();
        this.only = from.onlyTask().map(Decisions::taskNumber).orElse(OptionalLong.empty());
        this.call = call;
        this.arguments = PlainJson.of(call.arguments());
    }

    /**
     * A decision, and by what it was made.
     *
     * @param arguments with the answers, if there are any
     */
    record Decided(Policy policy, Map<String, @Nullable Object> arguments, CallFacts facts, Reply reply) {

        Answers answers() {
            return new Answers(policy.bundle());
        }
    }

    CallContext call() {
        return call;
    }

    /** @throws UnavailableException when nothing can be decided now */
    Decided first() {
        OptionalLong task = call.task().isPresent() ? taskNumber(call.task().get()) : OptionalLong.empty();
        return decide(task, OptionalLong.empty(), arguments, catalog -> Facts.of(catalog, call, arguments));
    }

    /**
     * On the call in the place of the one in flight.
     *
     * @param task that the one in flight is in
     * @param answers all so far, each by the key of its question
     * @param heard the facts with which the server heard answers that others of these have replaced, if it did
     * @throws UnavailableException when nothing can be decided now
     */
    Decided continued(long inFlight, long task, Map<String, @Nullable Object> answers, Optional<CallFacts> heard) {
        return decide(
                OptionalLong.of(task),
                OptionalLong.of(inFlight),
                Catalog.with(arguments, answers),
                catalog -> Facts.continued(catalog, call, arguments, answers, heard));
    }

    private Decided decide(
            OptionalLong task,
            OptionalLong continues,
            Map<String, @Nullable Object> with,
            Function<Catalog, CallFacts> mapping) {
        for (int i = 0; i < MOST_REMAPS; i++) {
            Policy now = policy.get();
            CallFacts facts = mapping.apply(now.catalog());
            Optional<Reply> reply = domain.askUnder(
                    now.bundle().digest(), new Command.DecideCall(caller, task, facts, continues, only));
            if (reply.isPresent()) {
                return new Decided(now, with, facts, reply.get());
            }
        }
        throw new UnavailableException("the policy changes too often to decide the call");
    }

    /** What is no id names a task that never was; the call is denied and recorded as any other. */
    private static OptionalLong taskNumber(String id) {
        OptionalLong number = Ids.parse('t', id);
        return number.isPresent() ? number : OptionalLong.of(Long.MAX_VALUE);
    }
}
