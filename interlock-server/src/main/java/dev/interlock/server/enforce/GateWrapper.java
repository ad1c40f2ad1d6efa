package dev.interlock.server.enforce;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.mcp.RpcError;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A gate around another gate, to which it hands every question on. A subclass changes what the wrapper is for; the rest is answered by
 * the inner gate and never in its place. As thread-safe as the inner gate.
 */
public abstract class GateWrapper implements ToolGate {

    private final ToolGate gate;

    protected GateWrapper(ToolGate gate) {
        this.gate = gate;
    }

    @Override
    public ListAnswer list(AuthenticatedCaller caller, Optional<String> task, String server, List<ObjectNode> tools) {
        return gate.list(caller, task, server, tools);
    }

    @Override
    public boolean gives(
            AuthenticatedCaller caller, Optional<String> task, String server, String entry, List<ObjectNode> texts) {
        return gate.gives(caller, task, server, entry, texts);
    }

    @Override
    public boolean asksWhatIsRead() {
        return gate.asksWhatIsRead();
    }

    @Override
    public CallAnswer call(AuthenticatedCaller caller, CallContext call, Forwarder forwarder) {
        return gate.call(caller, call, forwarder);
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
    public void refusedAtDoor(AuthenticatedCaller caller, String server, Optional<String> method, RpcError error) {
        gate.refusedAtDoor(caller, server, method, error);
    }
}
