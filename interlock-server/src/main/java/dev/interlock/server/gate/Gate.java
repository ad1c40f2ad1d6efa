package dev.interlock.server.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Code;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.HoldState;
import dev.interlock.engine.state.State;
import dev.interlock.ledger.log.Receipt;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.server.broker.Broker;
import dev.interlock.server.credential.Injection;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.mcp.CallAnswer;
import dev.interlock.server.mcp.CallContext;
import dev.interlock.server.mcp.Forwarder;
import dev.interlock.server.mcp.ListAnswer;
import dev.interlock.server.mcp.ToolGate;
import dev.interlock.server.mcp.wire.ErrorCode;
import dev.interlock.server.mcp.wire.RpcError;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.words.Ids;
import dev.interlock.server.words.Plain;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Decides each call of a tool, and each read, before it happens. One way through: map to facts, decide, record, forward with the receipt, record
 * the outcome, answer. What the caller answers to questions of the server meanwhile takes the same way.
 *
 * <p>INVARIANT: nothing is forwarded without the receipt of its reservation, and no result is relayed to the agent before its
 * outcome is recorded. Reports of progress come earlier; the call is open then, and counts.
 */
public final class Gate implements ToolGate {

    private static final System.Logger LOG = System.getLogger(Gate.class.getName());

    private final Domain domain;
    private final Supplier<Policy> policy;
    private final Outcomes outcomes;
    private final CallCredentials credentials;

    /** @param policy the bundle in force */
    public Gate(Domain domain, Supplier<Policy> policy, Outcomes outcomes, Broker broker) {
        this.domain = domain;
        this.policy = policy;
        this.outcomes = outcomes;
        this.credentials = new CallCredentials(domain, policy, outcomes, broker);
    }

    @Override
    public ListAnswer list(
            dev.interlock.server.mcp.Caller caller, Optional<String> task, String server, List<ObjectNode> tools) {
        if (caller.onlyTask().isPresent() && !caller.onlyTask().equals(task)) {
            return new ListAnswer.Refused(
                    Code.TOKEN_FOR_ANOTHER_TASK.text(),
                    "your token is for `" + caller.onlyTask().get() + "` alone: name no other task");
        }
        return new VisibleTools(domain, policy.get()).of(callerOf(caller), task, server, tools);
    }

    @Override
    public CallAnswer call(dev.interlock.server.mcp.Caller from, CallContext call, Forwarder forwarder) {
        var decisions = new Decisions(domain, policy, (AgentCaller) from, call);
        Decisions.Decided decided;
        try {
            decided = decisions.first();
        } catch (UnavailableException e) {
            return Answers.unavailable(e);
        }
        return switch (decided.reply().answer()) {
            case Answer.Deny deny -> decided.answers().denied(deny);
            case Answer.Hold hold -> decided.answers().held(hold);
            case Answer.Permit permit -> {
                var open = new OpenCall(decisions, outcomes, decided, permit);
                yield open.end(forward(decided.reply().receipt(), forwarder, open, (AgentCaller) from, call, permit));
            }
            case Answer.Done done -> throw new IllegalStateException("a call was answered as something else");
            case Answer.Refused refused -> throw new IllegalStateException("a call was answered as something else");
        };
    }

    @Override
    public boolean inspects(CallContext call) {
        return policy.get().catalog().inspects(call.server(), call.tool());
    }

    /** Where anything is found nobody could record it before it is seen, so it is not. */
    @Override
    public boolean mayShow(CallContext call, ObjectNode question) {
        return Inspections.findsNothing(policy.get().catalog(), call, question);
    }

    @Override
    public boolean mayAsk(CallContext call, String kind) {
        return Stream.of(ToolEntry.Ask.values())
                .filter(ask -> ask.text().equals(kind))
                .anyMatch(ask -> policy.get().catalog().mayAsk(call.server(), call.tool(), ask));
    }

    @Override
    public OptionalInt approvals(String holdId) {
        OptionalLong number = Ids.parse('h', holdId);
        return number.isEmpty() ? OptionalInt.empty() : domain.query(state -> approvals(state, number.getAsLong()));
    }

    private static OptionalInt approvals(State state, long number) {
        HoldState hold = state.holds().get(number);
        return hold == null || hold.status() != HoldState.Status.OPEN
                ? OptionalInt.empty()
                : OptionalInt.of((int) hold.answers().stream()
                        .filter(answer -> answer.event().approved())
                        .count());
    }

    @Override
    public String listVersion() {
        return policy.get().bundle().digest();
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

    private CallOutcome forward(
            Receipt reservation,
            Forwarder forwarder,
            OpenCall open,
            AgentCaller caller,
            CallContext call,
            Answer.Permit permit) {
        try {
            return switch (credentials.provide(caller, call, permit.task())) {
                case CallCredentials.Provided.With(Optional<Injection> injection) -> {
                    open.provided(injection);
                    yield forwarder.forward(reservation, open);
                }
                case CallCredentials.Provided.Not(CallOutcome.RefusedBeforeEffect why) -> why;
            };
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
