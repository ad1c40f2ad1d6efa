package dev.interlock.server.door.hook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** An event that a coding agent's program tells by a hook, free of the program's own wire. */
sealed interface HookEvent {

    /**
     * The place of an event: a session, and in it the agent itself or one that it started.
     *
     * @param session as the program names it
     * @param sub the name of the sub-agent; empty for the agent of the session itself
     */
    record Place(String session, Optional<String> sub) {}

    Place place();

    /** A person said what is to be done. */
    record Prompted(Place place, String prompt) implements HookEvent {}

    /**
     * A tool is about to be used.
     *
     * @param call by which its outcome will be told
     * @param server of MCP whose tool it is, as the program has its name; empty where it is none of MCP, or where it is not sure of which
     * @param folder in which the agent works, absolute
     */
    record ToolAsked(Place place, CallName call, String tool, Optional<String> server, ObjectNode input, String folder)
            implements HookEvent {}

    /**
     * A tool was used.
     *
     * @param result what it returned to the agent; empty where the program does not tell
     */
    record ToolDone(Place place, CallName call, Optional<ObjectNode> result) implements HookEvent {}

    /**
     * A tool failed.
     *
     * @param tool its name, by which it is known whether something may have happened
     * @param result what it returned to the agent; empty where the program does not tell
     */
    record ToolFailed(Place place, CallName call, String tool, Optional<ObjectNode> result) implements HookEvent {}

    /** An agent of the session was started, to do part of the work. */
    record SubStarted(Place place) implements HookEvent {}

    /** That agent has ended. */
    record SubEnded(Place place) implements HookEvent {}

    /** The session is over. */
    record SessionEnded(Place place) implements HookEvent {}

    /** An event on which nothing depends. */
    record Other(Place place) implements HookEvent {}
}
