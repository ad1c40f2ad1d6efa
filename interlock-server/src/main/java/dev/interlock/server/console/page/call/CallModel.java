package dev.interlock.server.console.page.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.console.ChosenValues;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Places;
import dev.interlock.server.console.Prose;
import dev.interlock.server.console.Seen;
import dev.interlock.server.console.page.record.Line;
import dev.interlock.server.render.AmountWords;
import dev.interlock.server.render.Ids;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the page of a call shows.
 *
 * @param id such as {@code c-29}
 * @param verdict what became of it
 * @param lead what happened, in a sentence or two
 * @param number of the entry that decided it
 * @param task in which it was made; empty for one that was observed
 * @param hold that it waits or waited in
 * @param through the call that was let through for it
 * @param drawn the call in its task, and its conflict
 * @param reasons why it was decided so
 * @param arguments those that the catalogue reads or shows
 * @param chosen who chose its values, where a rule asked that
 * @param answers what people answered when it waited
 * @param rows the calls of the picture as a table, in their order
 * @param later what became of it, the oldest first
 */
public record CallModel(
        String id,
        Seen verdict,
        String agent,
        String lead,
        long number,
        Optional<String> task,
        Optional<String> hold,
        Optional<String> through,
        String tool,
        List<String> objects,
        Optional<String> amount,
        List<Argument> arguments,
        Drawn drawn,
        List<Reason> reasons,
        Optional<ChosenValues> chosen,
        List<Answered> answers,
        List<Row> rows,
        List<Line> later) {

    /** The most arguments that are shown; the entry has all of them. */
    private static final int MOST_ARGUMENTS = 40;

    /**
     * A reason of the decision.
     *
     * @param rule the id of the rule; empty where no rule of the bundle stands behind it
     * @param part what it did to the call, in words
     * @param tone the verdict of that; empty for nothing
     * @param needs what would be needed
     */
    public record Reason(
            Optional<String> rule,
            Optional<String> title,
            Prose text,
            String part,
            String tone,
            Optional<Prose> needs) {}

    /**
     * An answer to the hold that the call waited in.
     *
     * @param hold such as {@code h-44}
     * @param number of the entry
     */
    public record Answered(String by, boolean approved, String hold, long number) {}

    /**
     * A call of the picture.
     *
     * @param hot whether it is one of the two of the conflict
     */
    public record Row(Instant time, String id, Seen verdict, String agent, String does, String tool, boolean hot) {}

    /** An argument that the catalogue reads or shows, as it was sent. */
    public record Argument(String name, String value) {}

    /** The heading, as a person would ask. */
    public String title() {
        return switch (verdict) {
            case STOPPED -> "Why " + id + " was stopped";
            case WAITS -> "Why " + id + " waits";
            default -> verdict.held() ? "Why " + id + " waited" : id + " " + verdict.words();
        };
    }

    /** The withdrawals of the contacts that the call registered: none, or one. */
    public List<Line> withdrawals() {
        return later.stream()
                .filter(line -> line.kind().equals("contact-withdrawn"))
                .toList();
    }

    static CallModel of(String id, ObjectNode picture, ObjectNode story, ObjectNode entries) {
        List<JsonNode> all = Nodes.list(entries.path("entries"), entry -> entry);
        JsonNode decided = all.stream()
                .filter(entry -> Nodes.text(entry, "id").equals(id) && entry.has("verdict"))
                .findFirst()
                .orElse(entries);
        JsonNode conflict = picture.path("conflict");
        Drawn drawn = Drawn.of(picture, step -> Places.of(step).orElse("/console/tasks"));
        return new CallModel(
                id,
                Seen.of(decided),
                Nodes.text(decided, "agent"),
                conflict.isObject() ? Nodes.text(picture, "description") : lead(decided),
                decided.path("number").asLong(),
                Nodes.given(decided, "task"),
                Nodes.given(decided, "hold"),
                Nodes.given(decided, "through"),
                Nodes.text(decided, "tool"),
                Nodes.texts(decided, "objects"),
                Nodes.given(decided, "amount").map(AmountWords::of),
                arguments(story.at("/decided/facts/args")),
                drawn,
                reasons(story),
                ChosenValues.of(story.path("provenance"), ""),
                Nodes.list(story.path("answers"), CallModel::answered),
                rows(picture, conflict),
                later(all, decided.path("number").asLong()));
    }

    private static String lead(JsonNode decided) {
        return Nodes.text(decided, "agent") + ": " + Nodes.given(decided, "say").orElse(Nodes.text(decided, "tool"));
    }

    /** The reasons of the decision, those that decided it first. */
    private static List<Reason> reasons(JsonNode story) {
        boolean stopped = Nodes.text(story, "verdict").equals("denied");
        return Nodes.list(story.path("reasons"), reason -> reason(reason, stopped)).stream()
                .sorted(Comparator.comparing(
                        reason -> List.of("deny", "hold", "").indexOf(reason.tone())))
                .toList();
    }

    /** @param stopped whether the call was: what would have held it alone did not decide it */
    private static Reason reason(JsonNode reason, boolean stopped) {
        String outcome = Nodes.text(reason, "outcome");
        return new Reason(
                Nodes.given(reason, "rule"),
                Nodes.given(reason, "title"),
                Prose.of(Nodes.text(reason, "text")),
                switch (outcome) {
                    case "deny" -> "stopped it";
                    case "hold" -> stopped ? "alone would have held it" : "held it";
                    default -> "was only recorded";
                },
                switch (outcome) {
                    case "deny" -> "deny";
                    case "hold" -> "hold";
                    default -> "";
                },
                Nodes.given(reason, "needs").map(Prose::of));
    }

    private static Answered answered(JsonNode answer) {
        return new Answered(
                answer.at("/by/agent").asText(),
                answer.path("approved").asBoolean(),
                Ids.hold(answer.path("hold").asLong()),
                answer.path("seq").asLong());
    }

    private static List<Row> rows(ObjectNode picture, JsonNode conflict) {
        var rows = new ArrayList<Row>();
        for (JsonNode task : picture.path("tasks")) {
            for (JsonNode call : task.path("calls")) {
                rows.add(row(call, conflict));
            }
        }
        rows.sort(Comparator.comparing(Row::time).thenComparing(Row::id));
        return rows;
    }

    private static Row row(JsonNode call, JsonNode conflict) {
        String id = Nodes.text(call, "id");
        return new Row(
                Nodes.time(call, "time").orElse(Instant.EPOCH),
                id,
                Seen.of(Nodes.text(call, "verdict")),
                Nodes.text(call, "agent"),
                Nodes.text(call, "does"),
                Nodes.text(call, "tool"),
                id.equals(Nodes.text(conflict, "earlier")) || id.equals(Nodes.text(conflict, "later")));
    }

    private static List<Argument> arguments(JsonNode args) {
        return args.properties().stream()
                .limit(MOST_ARGUMENTS)
                .map(argument -> new Argument(
                        argument.getKey().replaceFirst("^args\\.", ""),
                        argument.getValue().isTextual()
                                ? argument.getValue().asText()
                                : argument.getValue().toString()))
                .toList();
    }

    private static List<Line> later(List<JsonNode> entries, long decided) {
        return entries.stream()
                .filter(entry -> entry.path("number").asLong() > decided)
                .map(Line::of)
                .sorted(Comparator.comparingLong(Line::number))
                .toList();
    }
}
