package dev.interlock.server.console.page.thing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Places;
import dev.interlock.server.console.Text;
import dev.interlock.server.console.page.record.Line;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An object of the record.
 *
 * @param object by which it is named, such as {@code vendor/V-1002}
 * @param title what people call it
 * @param life the newest entries about it, the oldest of these first
 * @param earlier whether there are more
 * @param complete whether all that was recorded about it was looked at
 */
public record ObjectModel(
        String object,
        String type,
        Text title,
        Text named,
        Optional<Created> created,
        long entries,
        Matrix matrix,
        List<String> exclusive,
        List<Line> life,
        boolean earlier,
        List<Value> values,
        List<Named> belongsTo,
        List<Named> belongsToIt,
        List<About> rules,
        boolean complete) {

    private static final int MOST_NAMED = 50;

    /** The call that created it. */
    public record Created(Text by, Instant at, String call, String place) {}

    /** How an argument was given last. */
    public record Value(Text argument, Text value, String call, String place) {}

    /** Another object. */
    public record Named(Text name, String place) {}

    /** A rule about it, and what it did here. */
    public record About(String id, Text title, String place, int stopped, int held, int observed) {}

    static ObjectModel of(JsonNode view, ObjectLife life, Set<String> exclusive, List<String> exclusiveBy) {
        List<Value> values = Nodes.list(view.path("values"), ObjectModel::value);
        String id = Nodes.text(view, "id");
        return new ObjectModel(
                Nodes.text(view, "object"),
                Nodes.text(view, "type"),
                Text.of(title(view.path("values"), id), 120),
                Text.of(Nodes.text(view, "object"), 200),
                created(view.path("created")),
                view.path("entries").asLong(),
                Matrix.of(view.path("matrix"), exclusive),
                exclusiveBy,
                life.lines(),
                life.earlier(),
                values.subList(0, Math.min(MOST_NAMED, values.size())),
                named(view, "belongsTo"),
                named(view, "belongsToIt"),
                Nodes.list(view.path("rules"), ObjectModel::about),
                view.path("complete").asBoolean());
    }

    /** What it is called, where an argument says so; else its id. */
    private static String title(JsonNode values, String id) {
        for (JsonNode value : values) {
            String argument = Nodes.text(value, "argument");
            if ((argument.equals("args.name") || argument.equals("args.title"))
                    && value.path("value").isTextual()) {
                return Nodes.text(value, "value");
            }
        }
        return id;
    }

    private static Optional<Created> created(JsonNode created) {
        return created.isMissingNode()
                ? Optional.empty()
                : Optional.of(new Created(
                        Text.of(Nodes.text(created, "by"), 100),
                        Nodes.time(created, "at").orElse(Instant.EPOCH),
                        Nodes.text(created, "call"),
                        Places.of(Nodes.text(created, "call")).orElse("")));
    }

    private static Value value(JsonNode value) {
        String call = Nodes.text(value, "call");
        String argument = Nodes.text(value, "argument");
        return new Value(
                Text.of(argument.startsWith("args.") ? argument.substring("args.".length()) : argument, 60),
                Text.of(Nodes.shown(value.path("value")), 500),
                call,
                Places.of(call).orElse(""));
    }

    private static List<Named> named(JsonNode view, String member) {
        return Nodes.texts(view, member).stream()
                .limit(MOST_NAMED)
                .map(name -> new Named(Text.of(name, 200), Places.object(name)))
                .toList();
    }

    private static About about(JsonNode rule) {
        String id = Nodes.text(rule, "id");
        return new About(
                id,
                Text.of(Nodes.text(rule, "title")),
                Places.rule(id),
                rule.path("stopped").asInt(),
                rule.path("held").asInt(),
                rule.path("observed").asInt());
    }
}
