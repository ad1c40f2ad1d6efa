package dev.interlock.server.app;

import dev.interlock.server.enforce.CallAnswer;
import dev.interlock.server.enforce.CallContext;
import dev.interlock.server.enforce.Forwarder;
import dev.interlock.server.enforce.GateWrapper;
import dev.interlock.server.enforce.ToolGate;
import dev.interlock.server.identity.AuthenticatedCaller;
import java.util.function.Function;

/**
 * The gate of a client on a person's own machine, where nobody sees an inbox: each answer about a held call says how it can be approved. The
 * person at the client is not asked. They are the origin of the task, and a client may answer for them, so that their word is no approval of
 * another party.
 */
final class ApprovalHints extends GateWrapper {

    private final Function<CallAnswer.Held, String> hint;

    /** @param hint the sentence about a held call */
    ApprovalHints(ToolGate gate, Function<CallAnswer.Held, String> hint) {
        super(gate);
        this.hint = hint;
    }

    @Override
    public CallAnswer call(AuthenticatedCaller caller, CallContext call, Forwarder forwarder) {
        CallAnswer answer = super.call(caller, call, forwarder);
        return answer instanceof CallAnswer.Held held
                ? new CallAnswer.Held(held.holdId(), held.message() + " " + hint.apply(held), held.details())
                : answer;
    }
}
