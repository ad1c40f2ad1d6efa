package dev.interlock.server.console.page.hold;

import dev.interlock.server.console.Note;
import dev.interlock.server.console.Prose;
import dev.interlock.server.console.Text;
import dev.interlock.server.console.page.deputy.Delegation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the inbox shows, with everything decided.
 *
 * @param notes about what the viewer tried
 * @param filters what can be shown instead
 * @param alone holds that the viewer may answer, one by one
 * @param alike holds that the viewer may answer together
 * @param others holds that others answer
 * @param answered what the viewer answered today
 * @param empty what to say where nothing is shown
 * @param next where the list goes on
 * @param delegations who answers in the viewer's place, or in whose the viewer does
 * @param version changes with what is shown
 */
public record Inbox(
        List<Note> notes,
        List<Filter> filters,
        List<Row> alone,
        List<Alike> alike,
        List<Row> others,
        List<Answered> answered,
        Optional<String> empty,
        Optional<String> next,
        List<Delegation> delegations,
        String version) {

    /**
     * A way to look at the inbox.
     *
     * @param count how many it shows; negative where that is not known
     */
    public record Filter(String label, int count, String place, boolean current) {}

    /**
     * A hold as a line.
     *
     * @param tone the verdict of how it stands
     * @param who who can answer it
     * @param enough how many it takes, or why the viewer is none of them
     * @param veto whether the viewer may reject it, without being one of those who can approve
     * @param left the part of its time that is left, in percent
     */
    public record Row(
            String id,
            Text say,
            String tone,
            String word,
            String agent,
            String by,
            Optional<Text> instruction,
            List<String> objects,
            String risk,
            List<Rule> rules,
            String who,
            Prose enough,
            boolean veto,
            Optional<Instant> until,
            int left) {}

    public record Rule(String id, Text title) {}

    /**
     * Holds of one agent, for one tool and the same reasons.
     *
     * @param columns the arguments in which they differ
     * @param together whether they can be answered with one decision: all that differs is in sight
     */
    public record Alike(
            String group,
            String tool,
            String agent,
            String by,
            Optional<Text> instruction,
            List<Rule> rules,
            List<String> columns,
            List<Choice> choices,
            boolean together) {}

    /** @param values of the columns, empty where it has none */
    public record Choice(String id, String digest, String object, List<Text> values, Optional<Instant> until) {}

    public record Answered(Instant at, boolean approved, Text say, Text comment, String hold, String entry) {}
}
