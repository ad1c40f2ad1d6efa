package dev.interlock.engine.command;

import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.LaneScope;
import java.util.Optional;
import java.util.OptionalLong;

/** Commands about break-glass lanes. Each is answered with the number of the lane, but for {@link Admit}. */
public sealed interface LaneCommand extends Command {

    /**
     * Open a lane, or propose it where that takes two people.
     *
     * @param agent the agent that is to act in it, as registered
     * @param scope duties and objects of the lane; no duties: all that the bundle allows
     * @param timeMillis shorter than the bundle grants, in milliseconds
     * @param ticket reference of the incident, if there is one
     */
    record Propose(
            Caller by, Caller agent, LaneScope scope, OptionalLong timeMillis, String reason, Optional<String> ticket)
            implements LaneCommand {}

    /**
     * Open the lane that another person proposed.
     *
     * @param agent the agent that it was proposed for, as registered now
     */
    record Confirm(long lane, Caller by, Caller agent) implements LaneCommand {}

    /**
     * Admit a fresh instance of the agent to an open lane, by a credential that one of its openers gets. Answered with the number
     * of the lease that the credential is the visible side of.
     *
     * @param instance the agent as registered now, as the running instance that the credential stands for
     * @param digest of the credential, which is recorded in its place
     */
    record Admit(long lane, Caller by, Caller instance, String digest) implements LaneCommand {}

    /** End a lane before its time, or withdraw one that is only proposed. Only people may. */
    record End(long lane, Caller by) implements LaneCommand {}

    /** Review a lane: accept or dispute what was done in it. */
    record Review(long lane, Caller by, boolean accept, String comment) implements LaneCommand {}
}
