package dev.interlock.server.enforce;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.mcp.RpcError;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The decision behind the door: decides, records, and only then forwards. Thread-safe; called on virtual threads and may
 * block. An exception is answered as a failure of the gateway, with whatever was forwarded by then called unknown.
 */
public interface ToolGate {

    /** Returns the tools of a server that this caller gets to see, and takes in what they say. */
    ListAnswer list(AuthenticatedCaller caller, Optional<String> task, String server, List<ObjectNode> tools);

    /**
     * Takes in texts of a server that the caller is about to get outside a call, such as a list of prompts, as content of its task.
     *
     * @param entry in the catalogue, whose labels the texts have
     * @return whether the caller may get them
     */
    boolean gives(
            AuthenticatedCaller caller, Optional<String> task, String server, String entry, List<ObjectNode> texts);

    /** Returns whether rules ask what callers have read: then no text of a server may reach them that was not taken in. */
    boolean asksWhatIsRead();

    /** Decides on a call and carries it out if it is permitted. INVARIANT: `forwarder` is used only after the reservation is durable. */
    CallAnswer call(AuthenticatedCaller caller, CallContext call, Forwarder forwarder);

    /** Returns whether a server may ask this of the caller during the call: `elicitation`, `roots` or `sampling`. */
    boolean mayAsk(CallContext call, String kind);

    /**
     * Returns whether the answer to the call is inspected before the caller gets it. Then nothing that the server says meanwhile may
     * reach the caller: no words of progress, and no log messages.
     */
    boolean inspects(CallContext call);

    /**
     * Returns whether the caller may see what a server asks it. Questions arrive whole, so they are inspected like answers wherever
     * answers are.
     */
    boolean mayShow(CallContext call, ObjectNode question);

    /** Returns how many have approved this hold while it is still open; empty once it is rejected, spent or over in another way. */
    OptionalInt approvals(String holdId);

    /** Returns the version of the lists: another one when callers may see other tools than before, under another policy. Asked often. */
    String listVersion();

    /**
     * Hears of a request of a known caller that the door itself refused, such as one whose headers contradict its body.
     *
     * @param server as in the path
     * @param method of the body, if it could be read
     */
    void refusedAtDoor(AuthenticatedCaller caller, String server, Optional<String> method, RpcError error);
}
