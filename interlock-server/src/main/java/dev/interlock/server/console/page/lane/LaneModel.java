package dev.interlock.server.console.page.lane;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Moments;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Prose;
import dev.interlock.server.console.Text;
import gg.jte.Content;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One break-glass lane.
 *
 * @param title why it was opened
 * @param people who proposed, opened and confirmed it
 * @param task the task that it is; empty before it is open
 * @param clock the time that is left, while it is open
 * @param ended when it ended, and how
 * @param review how it was reviewed, or until when it is to be
 * @param entries what happened in it
 * @param earlier the entry before which there are more; empty where all are shown
 * @param summary how much that is
 * @param rules which rules give way, and which hold
 * @param apart in what the people who opened it differ
 * @param reviewers who may review it
 * @param mayConfirm and the others: whether the viewer may
 */
public record LaneModel(
        String id,
        String state,
        String word,
        String icon,
        String tone,
        Text title,
        String agentName,
        Text agent,
        List<String> duties,
        List<String> objects,
        Text people,
        Text ticket,
        String task,
        Optional<Clock> clock,
        Optional<Ended> ended,
        Optional<Review> review,
        List<Entry> entries,
        Optional<Long> earlier,
        String summary,
        List<Way> rules,
        Apart apart,
        Reviewers reviewers,
        Step mayConfirm,
        Step mayEnd,
        Step mayCredential,
        Step mayReview) {

    /**
     * The time that is left.
     *
     * @param left such as {@code 17:42}
     * @param whole the time for which it was opened, in words
     * @param percent the part that is left, from 0 to 100, with one digit
     */
    public record Clock(Instant until, String left, String whole, String percent) {}

    /** The end of a lane: its time, and how it ended, as the words after "it". */
    public record Ended(Instant at, String why) {}

    /**
     * The review.
     *
     * @param by who reviewed it; empty while nobody has
     * @param at when that was, or until when it is to be
     */
    public record Review(Text by, Instant at, Text comment, boolean overdue) {}

    /**
     * Something that happened in the lane.
     *
     * @param word what the sign means
     * @param tags the rules that gave way, or did not
     */
    public record Entry(
            long number, Instant at, String icon, String word, Content text, List<Tag> tags, String id, String place) {}

    /** A rule beside an entry. */
    public record Tag(String tone, String rule, Text text) {}

    /** A rule about what the lane is for. */
    public record Way(String id, Text title, boolean givesWay) {}

    /**
     * The people who opened it and the agent that acts, side by side.
     *
     * @param heads who they are, and what they did
     * @param rows each attribute with its values
     * @param independent whether the two are independent of each other
     */
    public record Apart(List<String> heads, List<Row> rows, boolean independent, boolean two) {}

    /** An attribute of each of them. */
    public record Row(String name, List<Text> values) {}

    /** Who may review. */
    public record Reviewers(boolean known, List<String> names, int further, String escalate) {}

    /** Whether the viewer may do something, and why not. */
    public record Step(boolean offered, boolean may, Content because) {

        static Step of(JsonNode may, String name) {
            JsonNode step = may.path(name);
            return new Step(
                    !step.isMissingNode(),
                    step.path("may").asBoolean(),
                    Prose.of(step.path("because").asText("")));
        }
    }

    /** The most entries that are shown at once. */
    private static final int MOST = 100;

    static LaneModel of(JsonNode lane, Moments moments, long before) {
        String state = Nodes.text(lane, "state");
        LaneStory story = LaneStory.of(lane.path("entries"));
        List<Entry> all = story.entries().stream()
                .filter(entry -> entry.number() < before)
                .toList();
        List<Entry> shown = all.subList(Math.max(0, all.size() - MOST), all.size());
        JsonNode may = lane.path("may");
        return new LaneModel(
                Nodes.text(lane, "id"),
                state,
                word(state),
                icon(state),
                tone(state),
                Text.of(Nodes.text(lane, "reason"), 500),
                Nodes.text(lane, "agent"),
                Text.of(Nodes.text(lane, "agent")),
                Nodes.texts(lane, "duties"),
                Nodes.texts(lane, "objects"),
                Text.of(people(lane)),
                Text.of(Nodes.text(lane, "ticket")),
                Nodes.text(lane, "task"),
                state.equals("open") ? clock(lane, moments) : Optional.empty(),
                Nodes.time(lane, "ended").map(at -> new Ended(at, ended(Nodes.text(lane, "ended_because")))),
                review(lane),
                shown,
                shown.size() < all.size() ? Optional.of(shown.getFirst().number()) : Optional.empty(),
                story.summary(),
                Nodes.list(lane.path("rules"), LaneModel::way),
                apart(lane),
                reviewers(lane),
                Step.of(may, "confirm"),
                Step.of(may, "end"),
                Step.of(may, "credential"),
                Step.of(may, "review"));
    }

    static String word(String state) {
        return switch (state) {
            case "proposed" -> "waits for a second person";
            case "open" -> "open";
            case "ended" -> "ended, not reviewed";
            case "accepted" -> "reviewed and accepted";
            case "disputed" -> "reviewed and disputed";
            default -> state;
        };
    }

    static String icon(String state) {
        return switch (state) {
            case "proposed" -> "hold";
            case "open" -> "glass";
            case "ended" -> "unsure";
            case "accepted" -> "permit";
            case "disputed" -> "deny";
            default -> "ended";
        };
    }

    static String tone(String state) {
        return switch (state) {
            case "open" -> "glass";
            case "proposed", "ended" -> "hold";
            case "accepted" -> "permit";
            case "disputed" -> "deny";
            default -> "unsure";
        };
    }

    private static String people(JsonNode lane) {
        List<String> openers = Nodes.texts(lane, "opened_by");
        return switch (openers.size()) {
            case 0 -> "proposed by " + Nodes.text(lane, "proposed_by");
            case 1 -> "opened by " + openers.getFirst();
            default -> "proposed by " + openers.getFirst() + ", confirmed by " + openers.get(1);
        };
    }

    private static Optional<Clock> clock(JsonNode lane, Moments moments) {
        Optional<Instant> opened = Nodes.time(lane, "opened");
        return Nodes.time(lane, "deadline").map(until -> {
            Duration whole = Duration.between(opened.orElse(until), until);
            Duration left = Duration.between(moments.now(), until);
            double part = whole.isZero() ? 0 : 100.0 * Math.max(0, left.toMillis()) / whole.toMillis();
            return new Clock(
                    until, minutes(left), span(whole), String.format(Locale.ROOT, "%.1f", Math.min(100, part)));
        });
    }

    /** The time that is left, as a clock that runs backwards shows it. */
    private static String minutes(Duration left) {
        if (left.isNegative()) {
            return "0:00";
        }
        return left.toHours() > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", left.toHours(), left.toMinutesPart(), left.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d", left.toMinutes(), left.toSecondsPart());
    }

    /** A length of time as somebody says it. */
    static String span(Duration time) {
        long minutes = time.toMinutes();
        if (minutes == 0) {
            return time.toSeconds() + " seconds";
        }
        if (minutes % 1440 == 0) {
            return minutes == 1440 ? "a day" : minutes / 1440 + " days";
        }
        if (minutes % 60 == 0) {
            return minutes == 60 ? "an hour" : minutes / 60 + " hours";
        }
        return minutes == 1 ? "a minute" : minutes + " minutes";
    }

    private static String ended(String because) {
        return switch (because) {
            case "closed" -> "was ended";
            case "expired" -> "expired";
            case "cancelled" -> "was withdrawn";
            default -> "ended (" + because.replace('-', ' ') + ")";
        };
    }

    private static Optional<Review> review(JsonNode lane) {
        Optional<Instant> reviewed = Nodes.time(lane, "reviewed");
        return reviewed.or(() -> Nodes.time(lane, "review_by"))
                .map(at -> new Review(
                        Text.of(Nodes.text(lane, "reviewed_by")),
                        at,
                        Text.of(Nodes.text(lane, "comment"), 2_000),
                        lane.path("overdue").asBoolean()));
    }

    private static Way way(JsonNode rule) {
        return new Way(
                Nodes.text(rule, "id"),
                Text.of(Nodes.text(rule, "title")),
                rule.path("gives_way").asBoolean());
    }

    private static Apart apart(JsonNode lane) {
        JsonNode view = lane.path("independence");
        List<String> openers = Nodes.texts(lane, "opened_by");
        String agent = Text.plain(Nodes.text(lane, "agent"), 60) + " acts";
        List<String> heads = openers.isEmpty()
                ? List.of(Nodes.text(lane, "proposed_by") + " proposed", agent)
                : openers.size() == 1
                        ? List.of(openers.getFirst() + " opened", agent)
                        : List.of(openers.getFirst() + " proposed", openers.get(1) + " confirmed", agent);
        List<Row> rows = Nodes.list(view.path("attributes"), LaneModel::row);
        return new Apart(heads, rows, view.path("independent").asBoolean(), openers.size() > 1);
    }

    private static Row row(JsonNode attribute) {
        String name = Nodes.text(attribute, "name");
        return new Row(
                name.equals("agent") ? "Name" : capital(name),
                Nodes.list(
                        attribute.path("values"),
                        value -> Text.of(value.isNull() ? "not registered" : value.asText())));
    }

    private static String capital(String word) {
        return word.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    private static Reviewers reviewers(JsonNode lane) {
        JsonNode view = lane.path("may_review");
        List<String> names = Nodes.texts(view, "names");
        return new Reviewers(
                !view.isMissingNode(),
                names,
                view.path("all").asInt() - names.size(),
                Nodes.text(lane, "escalates_to"));
    }
}
