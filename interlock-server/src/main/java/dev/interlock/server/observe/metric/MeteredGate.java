package dev.interlock.server.observe.metric;

import dev.interlock.server.enforce.CallAnswer;
import dev.interlock.server.enforce.CallContext;
import dev.interlock.server.enforce.Forwarder;
import dev.interlock.server.enforce.GateWrapper;
import dev.interlock.server.enforce.ToolGate;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.upstream.CallOutcome;

/** The gate of one door counts and times the calls that go through it. */
public final class MeteredGate extends GateWrapper {

    private final DoorMetrics metrics;
    private final DoorMetrics.Door door;

    /** @param name of the door */
    public MeteredGate(ToolGate gate, DoorMetrics metrics, String name) {
        super(gate);
        this.metrics = metrics;
        this.door = metrics.door(name);
    }

    @Override
    public CallAnswer call(AuthenticatedCaller caller, CallContext call, Forwarder forwarder) {
        long began = System.nanoTime();
        CallAnswer answer;
        try {
            answer = super.call(caller, call, (reservation, continuation) -> {
                long sent = System.nanoTime();
                CallOutcome outcome = forwarder.forward(reservation, continuation);
                metrics.cameOut(call.server(), outcome, System.nanoTime() - sent);
                return outcome;
            });
        } catch (RuntimeException | Error e) {
            door.failed(System.nanoTime() - began);
            throw e;
        }
        door.answered(answer, System.nanoTime() - began);
        return answer;
    }
}
