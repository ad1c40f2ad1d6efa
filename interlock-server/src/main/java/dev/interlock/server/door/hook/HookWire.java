package dev.interlock.server.door.hook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.http.server.Refusal;

/** The wire of one coding agent's program: how it tells events, and how it is answered. */
interface HookWire {

    /** The name of the program, as in the path. */
    String client();

    /**
     * @param options of the installed hook
     * @throws Refusal if the event is not as the program tells it
     */
    HookEvent read(ObjectNode body, HookOptions options) throws Refusal;

    /** Returns the answer by which the tool is not used, and the agent told why. */
    ObjectNode denied(String reason);
}
