package dev.interlock.server.console.page.hold;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Prose;
import dev.interlock.server.console.Text;
import dev.interlock.server.console.Visit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Reads the holds of a list: each as a row, and those that are alike as one. */
final class RowReader {

    /** The most arguments beside each other in one row. */
    private static final int MOST_COLUMNS = 5;

    /** The longest value in such a column. */
    private static final int LONGEST = 120;

    private static final int INSTRUCTION = 160;
    private static final int NAME = 60;

    private final Visit visit;
    private final String viewer;

    RowReader(Visit visit) {
        this.visit = visit;
        this.viewer = visit.person().name();
    }

    Inbox.Row row(JsonNode hold) {
        boolean approved = hold.path("approved").asBoolean();
        Optional<Instant> until = Nodes.time(hold, "until");
        return new Inbox.Row(
                Nodes.text(hold, "id"),
                Text.of(DecisionReader.say(hold)),
                HoldWords.tone("open", approved),
                HoldWords.state("open", approved),
                Nodes.text(hold, "agent"),
                by(hold),
                instruction(hold),
                Nodes.texts(hold, "objects"),
                Nodes.text(hold, "risk"),
                rules(hold),
                who(hold),
                Prose.of(enough(hold, approved)),
                hold.path("mayVeto").asBoolean() && !hold.path("mayAnswer").asBoolean(),
                until,
                until.map(end -> left(hold, end)).orElse(100));
    }

    /** The one who opened the task, as the viewer calls them. */
    private String by(JsonNode hold) {
        String by = Nodes.text(hold.path("asked"), "by");
        return by.equals(viewer) ? "a task that you opened" : by + "’s task";
    }

    private static Optional<Text> instruction(JsonNode hold) {
        return Nodes.given(hold.path("asked"), "instruction")
                .filter(text -> !text.isBlank())
                .map(text -> Text.of(text, INSTRUCTION));
    }

    private static List<Inbox.Rule> rules(JsonNode hold) {
        return Nodes.list(
                hold.path("rules"),
                rule -> new Inbox.Rule(Nodes.text(rule, "rule"), Text.of(Nodes.text(rule, "title"))));
    }

    private String who(JsonNode hold) {
        var names = new ArrayList<>(Nodes.texts(hold, "others"));
        if (hold.path("mayAnswer").asBoolean()) {
            names.add(viewer);
        }
        return names.isEmpty() ? "no registered person" : Words.namesFirst(names, viewer, "or");
    }

    private static String enough(JsonNode hold, boolean approved) {
        if (approved) {
            return "It is approved: " + Nodes.text(hold, "agent") + " may make the call.";
        }
        Optional<String> because = Nodes.given(hold, "because");
        if (because.isPresent()) {
            return Words.sentence(because.get());
        }
        int count = 1;
        int given = 0;
        for (JsonNode need : hold.path("needs")) {
            count = Math.max(count, need.path("count").asInt(1));
            given = Math.max(given, need.path("given").asInt());
        }
        return count == 1 ? "One answer is enough." : given + " of " + count + " answers have been given.";
    }

    private int left(JsonNode hold, Instant end) {
        Instant since = Nodes.time(hold, "since").orElse(visit.now());
        long whole = Math.max(1, Duration.between(since, end).toSeconds());
        long rest = Math.max(0, Duration.between(visit.now(), end).toSeconds());
        return (int) Math.min(100, rest * 100 / whole);
    }

    /** Holds that are alike, with nothing but what differs between them. */
    Inbox.Alike alike(String group, JsonNode holds) {
        JsonNode first = holds.path(0);
        var paths = new TreeSet<String>();
        boolean inSight = true;
        for (JsonNode hold : holds) {
            for (var value : hold.path("differs").properties()) {
                paths.add(value.getKey());
                inSight &= value.getValue().isValueNode() && Text.fits(Nodes.shown(value.getValue()), LONGEST);
            }
        }
        paths.removeIf(path ->
                Nodes.list(holds, hold -> isObject(hold, path)).stream().allMatch(same -> same));
        List<String> columns = paths.stream().limit(MOST_COLUMNS).toList();
        return new Inbox.Alike(
                group,
                Nodes.text(first, "tool"),
                Nodes.text(first, "agent"),
                by(first),
                instruction(first),
                rules(first),
                columns.stream()
                        .map(path -> Text.plain(ValueReader.name(path), NAME))
                        .toList(),
                Nodes.list(holds, hold -> choice(hold, columns)),
                inSight && paths.size() <= MOST_COLUMNS);
    }

    /** Returns whether an argument is the id of the object, which has a column of its own. */
    private static boolean isObject(JsonNode hold, String path) {
        return Nodes.texts(hold, "objects").stream()
                .limit(1)
                .anyMatch(object ->
                        object.endsWith("/" + Nodes.shown(hold.path("differs").path(path))));
    }

    private static Inbox.Choice choice(JsonNode hold, List<String> columns) {
        List<String> objects = Nodes.texts(hold, "objects");
        return new Inbox.Choice(
                Nodes.text(hold, "id"),
                Nodes.text(hold, "digest"),
                objects.isEmpty() ? "" : objects.getFirst(),
                columns.stream()
                        .map(path -> hold.path("differs").path(path))
                        .map(value -> Text.of(value.isMissingNode() ? "" : Nodes.shown(value), LONGEST))
                        .toList(),
                Nodes.time(hold, "until"));
    }
}
