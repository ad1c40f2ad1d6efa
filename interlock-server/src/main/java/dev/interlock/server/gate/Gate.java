package dev.interlock.server.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.Reply;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.mcp.CallAnswer;
import dev.interlock.server.mcp.CallContext;
import dev.interlock.server.mcp.Continuation;
import dev.interlock.server.mcp.Forwarder;
import dev.interlock.server.mcp.ListAnswer;
import dev.interlock.server.mcp.ToolGate;
import dev.interlock.server.mcp.wire.ErrorCode;
import dev.interlock.server.mcp.wire.RpcError;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.words.Ids;
import dev.interlock.server.words.Plain;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides each call of a tool, and each read, before it happens. One way through: map to facts, decide, record, forward with the receipt, record
 * the outcome, answer.
 *
 * <p>INVARIANT: nothing is forwarded without the receipt of its reservation, and no result is relayed to the agent before its
 * outcome is recorded. Reports of progress come earlier; the call is open then, and counts.
 */
public final class Gate implements ToolGate {

    private static final System.Logger LOG = System.getLogger(Gate.class.getName());

    /** How often a call is mapped again because the bundle changed meanwhile. */
    private static final int MOST_REMAPS = 5;

    private final Domain domain;
    private final Supplier<Policy> policy;
    private final Outcomes outcomes;

    /** @param policy the bundle in force */
    public Gate(Domain domain, Supplier<Policy> policy, Outcomes outcomes) {
        this.domain = domain;
        this.policy = policy;
        this.outcomes = outcomes;
    }

    @Override
    public ListAnswer list(
            dev.interlock.server.mcp.Caller caller, Optional<String> task, String server, List<ObjectNode> tools) {
        return new VisibleTools(domain, policy.get()).of(callerOf(caller), task, server, tools);
    }

    @Override
    public CallAnswer call(dev.interlock.server.mcp.Caller from, CallContext call, Forwarder forwarder) {
        Caller caller = callerOf(from);
        OptionalLong task = call.task().isPresent() ? taskNumber(call.task().get()) : OptionalLong.empty();
        Map<String, @Nullable Object> arguments = PlainJson.of(call.arguments());
        for (int i = 0; i < MOST_REMAPS; i++) {
            Policy now = policy.get();
            CallFacts facts = Facts.of(now.catalog(), call, arguments);
            var command = new Command.DecideCall(caller, task, facts);
            Optional<Reply> reply;
            try {
                reply = domain.askUnder(now.bundle().digest(), command);
            } catch (UnavailableException e) {
                return Answers.unavailable(e);
            }
            if (reply.isPresent()) {
                return carryOut(now, call, arguments, facts.writes(), reply.get(), forwarder);
            }
        }
        return Answers.unavailable(new UnavailableException("the policy changes too often to decide the call"));
    }

    /** Only in the log: no call was made, and the record is not to be filled with what says nothing. */
    @Override
    public void refusedAtDoor(
            dev.interlock.server.mcp.Caller from, String server, Optional<String> method, RpcError error) {
        boolean contradictory = error.code() == ErrorCode.HEADER_MISMATCH.code();
        LOG.log(
                contradictory ? System.Logger.Level.WARNING : System.Logger.Level.INFO,
                "a request of `" + callerOf(from).name() + "` to `" + server + "` was refused: "
                        + Plain.of(error.message()));
    }

    /** What is no id names a task that never was; the call is denied and recorded as any other. */
    private static OptionalLong taskNumber(String id) {
        OptionalLong number = Ids.parse('t', id);
        return number.isPresent() ? number : OptionalLong.of(Long.MAX_VALUE);
    }

    private CallAnswer carryOut(
            Policy now,
            CallContext call,
            Map<String, @Nullable Object> arguments,
            boolean writes,
            Reply reply,
            Forwarder forwarder) {
        var answers = new Answers(now.bundle());
        return switch (reply.answer()) {
            case Answer.Deny deny -> answers.denied(deny);
            case Answer.Hold hold -> answers.held(hold);
            case Answer.Permit permit -> {
                CallOutcome outcome = forward(reply, forwarder);
                Settlement settlement = outcomes.settlement(now.catalog(), call, arguments, writes, outcome);
                yield outcomes.settle(permit.call(), settlement)
                        ? answers.carriedOut(permit, outcome, settlement)
                        : answers.unrecorded(permit);
            }
            case Answer.Done done -> throw new IllegalStateException("a call was answered as something else");
            case Answer.Refused refused -> throw new IllegalStateException("a call was answered as something else");
        };
    }

    private static CallOutcome forward(Reply reply, Forwarder forwarder) {
        try {
            return forwarder.forward(reply.receipt(), Continuation.none());
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "forwarding failed", e);
            // Whether anything was sent is not known.
            return new CallOutcome.Unknown("the gateway failed while forwarding");
        }
    }

    private static Caller callerOf(dev.interlock.server.mcp.Caller caller) {
        return ((AgentCaller) caller).caller();
    }
}
