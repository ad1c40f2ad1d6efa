package dev.interlock.server.enforce;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.state.HoldState;
import dev.interlock.engine.state.State;
import dev.interlock.ledger.log.Receipt;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.server.credential.Injection;
import dev.interlock.server.credential.broker.Broker;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.render.Ids;
import dev.interlock.server.render.Plain;
import dev.interlock.server.upstream.CallOutcome;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Decides each call of a tool, and each read, before it happens. One way through: map to facts, decide, record, forward with the
 * receipt, record the outcome, answer. What the caller answers to questions of the server meanwhile takes the same way.
 *
 * <p>INVARIANT: nothing is forwarded without the receipt of its reservation, and no result is relayed to the agent before its
 * outcome is recorded. Reports of progress come earlier; the call is open then, and counts.
 */
final class ForwardingGate implements ToolGate {

    private static final System.Logger LOG = System.getLogger(ForwardingGate.class.getName());

    private final Decisions decisions;
    private final OutcomeRecorder outcomes;
    private final CallCredentials credentials;
    private final GivenTexts given;

    ForwardingGate(Decisions decisions, OutcomeRecorder outcomes, Broker broker) {
        this.decisions = decisions;
        this.outcomes = outcomes;
        this.credentials = new CallCredentials(decisions, outcomes, broker);
        this.given = new GivenTexts(decisions);
    }

    @Override
    public ListAnswer list(AuthenticatedCaller caller, Optional<String> task, String server, List<ObjectNode> tools) {
        Optional<String> only = caller.onlyTaskId();
        if (only.isPresent() && !only.equals(task)) {
            return new ListAnswer.Refused(
                    RefusalCode.TOKEN_FOR_ANOTHER_TASK.text(),
                    "your token is for `" + only.get() + "` only: do not name another task");
        }
        ListAnswer seen =
                new VisibleTools(decisions.domain(), decisions.policy()).of(caller.party(), task, server, tools);
        try {
            if (seen instanceof ListAnswer.Tools(List<ObjectNode> visible)) {
                given.tools(caller.party(), task, server, visible);
            }
            return seen;
        } catch (UnavailableException e) {
            LOG.log(System.Logger.Level.ERROR, "a list of tools cannot be labelled, so it is not shown", e);
            return new ListAnswer.Refused("unavailable", e.getMessage());
        }
    }

    @Override
    public boolean gives(
            AuthenticatedCaller caller, Optional<String> task, String server, String entry, List<ObjectNode> texts) {
        try {
            given.texts(caller.party(), task, server, entry, texts);
            return true;
        } catch (UnavailableException e) {
            LOG.log(System.Logger.Level.ERROR, "the words of a server cannot be labelled, so they are not relayed", e);
            return false;
        }
    }

    @Override
    public boolean asksWhatIsRead() {
        return given.asked(decisions.policy());
    }

    @Override
    public CallAnswer call(AuthenticatedCaller caller, CallContext call, Forwarder forwarder) {
        var ofCall = new CallDecisions(decisions, caller, call);
        Decided decided;
        try {
            decided = ofCall.first();
        } catch (UnavailableException e) {
            return Answers.unavailable(e);
        }
        return switch (decided.answer()) {
            case Answer.Deny deny -> decided.answers().denied(deny);
            case Answer.Hold hold -> decided.answers().held(hold);
            case Answer.Permit permit -> {
                var open = new OpenCall(ofCall, outcomes, decided, permit);
                yield open.end(ofCall.unlabelled(decided, permit)
                        .orElseGet(() -> forward(decided.receipt(), forwarder, open, caller, call, permit)));
            }
            case Answer.Done done -> throw new IllegalStateException("a call got an unexpected kind of answer");
            case Answer.Refused refused -> throw new IllegalStateException("a call got an unexpected kind of answer");
        };
    }

    @Override
    public boolean inspects(CallContext call) {
        return decisions.policy().catalog().inspects(call.server(), call.tool());
    }

    /** A question in which something is found is not shown: nobody could record that before it is seen. */
    @Override
    public boolean mayShow(CallContext call, ObjectNode question) {
        return Inspections.findsNothing(decisions.policy().catalog(), call, question);
    }

    @Override
    public boolean mayAsk(CallContext call, String kind) {
        return Stream.of(ToolEntry.Ask.values())
                .filter(ask -> ask.text().equals(kind))
                .anyMatch(ask -> decisions.policy().catalog().mayAsk(call.server(), call.tool(), ask));
    }

    @Override
    public OptionalInt approvals(String holdId) {
        OptionalLong number = Ids.parse('h', holdId);
        return number.isEmpty()
                ? OptionalInt.empty()
                : decisions.domain().query(state -> approvals(state, number.getAsLong()));
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
        return decisions.policy().bundle().digest();
    }

    /** Writes to the log alone: no call was made, and the record is not to be filled with what says nothing. */
    @Override
    public void refusedAtDoor(AuthenticatedCaller caller, String server, Optional<String> method, RpcError error) {
        boolean contradictory = error.code() == ErrorCode.HEADER_MISMATCH.code();
        LOG.log(
                contradictory ? System.Logger.Level.WARNING : System.Logger.Level.INFO,
                "a request from `" + caller.name() + "` to `" + server + "` was refused: " + Plain.of(error.message()));
    }

    private CallOutcome forward(
            Receipt reservation,
            Forwarder forwarder,
            OpenCall open,
            AuthenticatedCaller caller,
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
            // Nobody knows whether anything was sent.
            return new CallOutcome.Unknown("the gateway failed while forwarding");
        }
    }
}
