package dev.interlock.server.serve;

import dev.interlock.server.mcp.CallAnswer;
import dev.interlock.server.mcp.CallContext;
import dev.interlock.server.mcp.Caller;
import dev.interlock.server.mcp.Forwarder;
import dev.interlock.server.mcp.ListAnswer;
import dev.interlock.server.mcp.ToolGate;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Counts the calls that are under way, so that a shutdown can turn new ones away and wait for these. */
final class InFlight implements ToolGate {

    private final ToolGate gate;
    private final Phaser calls = new Phaser(1);
    private volatile boolean closing;

    InFlight(ToolGate gate) {
        this.gate = gate;
    }

    @Override
    public ListAnswer list(Caller caller, Optional<String> task, String server, List<ObjectNode> tools) {
        return gate.list(caller, task, server, tools);
    }

    @Override
    public CallAnswer call(Caller caller, CallContext call, Forwarder forwarder) {
        calls.register();
        try {
            if (closing) {
                return new CallAnswer.Denied(
                        "unavailable", "the gateway is shutting down.", JsonNodeFactory.instance.objectNode());
            }
            return gate.call(caller, call, forwarder);
        } finally {
            calls.arriveAndDeregister();
        }
    }

    /** Turns new calls away, and waits for those under way, for so long. */
    void drain(Duration patience) {
        closing = true;
        int phase = calls.arrive();
        try {
            calls.awaitAdvanceInterruptibly(phase, patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // What is still under way is recorded as unknown at the next start.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
