package dev.interlock.server.replay.read;

import dev.interlock.engine.model.Key;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** An event as a trace tells it: the closed set of things that a reader can find. */
public sealed interface TraceEvent {

    /** The time of an event that has none of its own, or none that can be read. Nothing is put in its place. */
    long NO_TIME = Long.MIN_VALUE;

    /** The number of the case of an event of a log of which nobody knows the case. */
    int NO_CASE = -1;

    /** The number of the case of a call that is no event of a log. */
    int NO_LOG = -2;

    Place place();

    /** Milliseconds since 1970, or {@link #NO_TIME}. */
    long timeMillis();

    /**
     * The facts that are known of an agent.
     *
     * @param root whether it starts delegations; empty: it does unless it acts in a task below another
     * @param attributes further attributes
     */
    record Registered(
            Place place, long timeMillis, Party party, Optional<Boolean> root, SortedMap<String, String> attributes)
            implements TraceEvent {}

    /** A task began. Who opened it is a person; without one it is the agent, or that of the task above. */
    record Opened(
            Place place,
            long timeMillis,
            String task,
            Optional<String> parent,
            Party party,
            Optional<String> by,
            Optional<String> intent,
            String instruction,
            List<Key> objects)
            implements TraceEvent {}

    /**
     * A task ended, or a case: with everything in it.
     *
     * @param last whether nothing of what is still to come belongs to the case
     */
    record Closed(Place place, long timeMillis, String task, boolean last) implements TraceEvent {}

    /**
     * A tool was called.
     *
     * @param id by which a later line settles it
     * @param task what it belongs to; without one there is one task for each agent
     * @param parent the task above, where the trace opens none
     * @param tool with or without its server
     * @param plain whether the arguments surely have a canonical form (RFC 8785)
     * @param caseNumber the number of its case in {@link Cases}; {@link #NO_CASE} or {@link #NO_LOG}
     */
    record Called(
            Place place,
            long timeMillis,
            @Nullable String id,
            @Nullable String task,
            @Nullable String parent,
            Party party,
            String tool,
            Map<String, @Nullable Object> args,
            boolean plain,
            Outcome outcome,
            int caseNumber)
            implements TraceEvent {

        /** Returns whether it is an event of a log: then nobody but the catalogue reads its arguments. */
        public boolean ofLog() {
            return caseNumber != NO_LOG;
        }
    }

    /** The outcome of a call that was in flight. */
    record Settled(Place place, long timeMillis, String call, Outcome outcome) implements TraceEvent {}

    /** Something that could not be read as it should. */
    record Flawed(Place place, long timeMillis, Flaw flaw, String message) implements TraceEvent {
        public Flawed(Place place, Flaw flaw, String message) {
            this(place, NO_TIME, flaw, message);
        }
    }
}
