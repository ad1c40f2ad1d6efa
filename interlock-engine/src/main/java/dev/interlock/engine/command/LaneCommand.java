package dev.interlock.engine.command;

import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.LaneScope;
import java.util.Optional;
import java.util.OptionalLong;

/** What is asked about break-glass lanes. Each is answered with the number of the lane. */
public sealed interface LaneCommand extends Command {

    /**
     * Open a lane, or propose it where that takes two people.
     *
     * @param agent who is to act in it, as registered
     * @param scope no duties: all that the bundle allows
     * @param timeMillis shorter than the bundle grants, in milliseconds
     * @param ticket reference of the incident, if there is one
     */
    record Propose(
            Caller by, Caller agent, LaneScope scope, OptionalLong timeMillis, String reason, Optional<String> ticket)
            implements LaneCommand {}

    /**
     * Open the lane that another person proposed.
     *
     * @param agent the one that it was proposed for, as registered now
     */
    record Confirm(long lane, Caller by, Caller agent) implements LaneCommand {}

    /** End a lane before its time, or withdraw one that is only proposed. People may. */
    record End(long lane, Caller by) implements LaneCommand {}

    /** Say that what was done in the lane was right, or that it was not. */
    record Review(long lane, Caller by, boolean accept, String comment) implements LaneCommand {}
}
