package dev.interlock.server.console.page.lane;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The break-glass lanes there are, and on what terms one is opened.
 *
 * @param waiting proposed, and open in a quarter of an hour or never
 * @param open open now
 * @param unreviewed ended, and waiting for a review
 * @param past reviewed or withdrawn, the newest first
 * @param later whether this is a later page, which has past lanes alone
 * @param more the address of the next page; empty where there is none
 * @param terms on what terms a lane is opened; empty where the bundle has no lanes
 * @param agents who could act in one
 */
public record LanesModel(
        List<Line> waiting,
        List<Line> open,
        List<Line> unreviewed,
        List<Line> past,
        boolean later,
        Optional<String> more,
        Optional<Terms> terms,
        List<String> agents) {

    /**
     * A lane in a list.
     *
     * @param icon the sign for its state
     * @param tone the colour of its state
     * @param state in words
     * @param people who opened it, or who proposed it
     * @param until when it ends, ended or is to be reviewed
     * @param untilWords what that time is
     */
    public record Line(
            String id,
            Text reason,
            String icon,
            String tone,
            String state,
            Text agent,
            String duties,
            Text people,
            Optional<Instant> until,
            String untilWords) {}

    /**
     * The terms.
     *
     * @param by the group that opens lanes
     * @param ticket whether one person with a ticket opens one
     * @param limit the longest time
     * @param allow what lanes may be for
     * @param reviewers the group that reviews them
     * @param within the time in which they are to be reviewed
     * @param may whether the viewer is in the group that opens lanes
     */
    public record Terms(
            String by,
            boolean ticket,
            String limit,
            List<String> allow,
            String reviewers,
            String within,
            boolean may) {}

    static Line line(JsonNode lane) {
        String state = Nodes.text(lane, "state");
        boolean overdue = lane.path("overdue").asBoolean();
        String people = String.join(" and ", Nodes.texts(lane, "opened_by"));
        return new Line(
                Nodes.text(lane, "id"),
                Text.of(Nodes.text(lane, "reason"), 200),
                LaneModel.icon(state),
                LaneModel.tone(state),
                overdue ? "overdue for review" : LaneModel.word(state),
                Text.of(Nodes.text(lane, "agent")),
                duties(Nodes.texts(lane, "duties")),
                Text.of(people.isEmpty() ? Nodes.text(lane, "proposed_by") : people),
                time(lane, state),
                switch (state) {
                    case "open" -> "until";
                    case "ended" -> "to be reviewed by";
                    case "accepted", "disputed" -> "reviewed";
                    default -> "";
                });
    }

    private static String duties(List<String> duties) {
        return duties.size() <= 3
                ? String.join(", ", duties)
                : String.join(", ", duties.subList(0, 3)) + " and " + (duties.size() - 3) + " more";
    }

    private static Optional<Instant> time(JsonNode lane, String state) {
        return switch (state) {
            case "open" -> Nodes.time(lane, "deadline");
            case "ended" -> Nodes.time(lane, "review_by");
            default -> Nodes.time(lane, "reviewed");
        };
    }

    static Optional<Terms> terms(JsonNode terms, boolean may) {
        if (terms.isMissingNode()) {
            return Optional.empty();
        }
        return Optional.of(new Terms(
                Nodes.text(terms, "by"),
                Nodes.text(terms, "opening").equals("ticket"),
                LaneModel.span(seconds(terms, "limit")),
                Nodes.texts(terms, "allow"),
                Nodes.text(terms, "reviewers"),
                LaneModel.span(seconds(terms, "review_within")),
                may));
    }

    static Duration seconds(JsonNode node, String member) {
        String text = Nodes.text(node, member);
        return text.matches("[0-9]{1,12}s")
                ? Duration.ofSeconds(Long.parseLong(text.substring(0, text.length() - 1)))
                : Duration.ZERO;
    }
}
