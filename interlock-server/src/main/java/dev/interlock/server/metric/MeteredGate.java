package dev.interlock.server.metric;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.mcp.CallAnswer;
import dev.interlock.server.mcp.CallContext;
import dev.interlock.server.mcp.Caller;
import dev.interlock.server.mcp.Forwarder;
import dev.interlock.server.mcp.ListAnswer;
import dev.interlock.server.mcp.ToolGate;
import dev.interlock.server.mcp.wire.RpcError;
import dev.interlock.server.upstream.CallOutcome;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A gate as one door has it: what goes through is counted and timed. */
public final class MeteredGate implements ToolGate {

    private final ToolGate gate;
    private final DoorMetrics metrics;
    private final DoorMetrics.Door door;

    /** @param name of the door */
    public MeteredGate(ToolGate gate, DoorMetrics metrics, String name) {
        this.gate = gate;
        this.metrics = metrics;
        this.door = metrics.door(name);
    }

    @Override
    public CallAnswer call(Caller caller, CallContext call, Forwarder forwarder) {
        long began = System.nanoTime();
        CallAnswer answer;
        try {
            answer = gate.call(caller, call, (reservation, continuation) -> {
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

    @Override
    public ListAnswer list(Caller caller, Optional<String> task, String server, List<ObjectNode> tools) {
        return gate.list(caller, task, server, tools);
    }

    @Override
    public boolean mayAsk(CallContext call, String kind) {
        return gate.mayAsk(call, kind);
    }

    @Override
    public boolean inspects(CallContext call) {
        return gate.inspects(call);
    }

    @Override
    public boolean mayShow(CallContext call, ObjectNode question) {
        return gate.mayShow(call, question);
    }

    @Override
    public OptionalInt approvals(String holdId) {
        return gate.approvals(holdId);
    }

    @Override
    public String listVersion() {
        return gate.listVersion();
    }

    @Override
    public void refusedAtDoor(Caller caller, String server, Optional<String> method, RpcError error) {
        gate.refusedAtDoor(caller, server, method, error);
    }
}
