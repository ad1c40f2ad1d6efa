package dev.interlock.server.console.page.now;

import dev.interlock.server.console.Seen;
import dev.interlock.server.console.Svg;
import dev.interlock.server.console.Text;
import dev.interlock.server.console.page.record.Line;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is so at the moment, with everything decided.
 *
 * @param since what happened since the viewer looked last; empty when they look for the first time
 * @param vitals the state in six numbers
 * @param spans the times that can be looked back
 * @param tasks what tasks did within that time; empty where that cannot be told
 * @param waits holds that the viewer may answer, the oldest first
 * @param stopped conflicts that stopped calls, the newest first
 * @param latest the calls that were decided last
 * @param trouble why the record cannot be searched
 */
public record NowModel(
        Optional<Since> since,
        List<Vital> vitals,
        List<Span> spans,
        Optional<Tasks> tasks,
        List<Waiting> waits,
        List<Conflict> stopped,
        List<Latest> latest,
        Optional<String> trouble) {

    /** @param ago when they looked */
    public record Since(String ago, List<Part> parts) {}

    /** @param joint what stands before it in the sentence */
    public record Part(String joint, String text, String place, String aside) {}

    /** @param icon empty for none */
    public record Vital(String label, String icon, String number, String below, String tone, String place) {}

    public record Span(String label, String place, boolean current) {}

    /**
     * Tasks over time.
     *
     * @param picture their lanes on a time axis
     * @param description the same in a sentence
     * @param lanes the same as a table
     * @param further what has no lane, in a sentence; empty for nothing
     * @param since when the time began, where so much was done that not all of it is shown
     */
    public record Tasks(Svg picture, String description, List<Lane> lanes, String further, Optional<Instant> since) {}

    /**
     * A task, or all of an agent's, with its calls in their order.
     *
     * @param id of the task; empty for an agent's
     * @param more how many calls came before those that are shown
     */
    public record Lane(
            String place,
            String id,
            Text agent,
            Text about,
            boolean ended,
            Optional<Instant> last,
            List<Mark> calls,
            int more) {}

    /** A call as a sign. */
    public record Mark(String id, String place, Seen seen) {}

    public record Waiting(
            String id, Text say, String agent, String by, Optional<Text> instruction, Optional<Instant> until) {}

    /**
     * Calls that were stopped for the same reason.
     *
     * @param say how the newest of them reads
     * @param title how many tries there were
     * @param more how many more there are than are shown
     */
    public record Conflict(
            Text say,
            String title,
            List<String> rules,
            List<String> objects,
            List<Try> tries,
            int more,
            String place) {}

    public record Try(String id, String place, Text who, Instant at) {}

    public record Latest(Line line, List<String> rules) {}
}
