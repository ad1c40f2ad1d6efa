package dev.interlock.policy.story;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A story as a scenario file, which {@code interlock test} plays. Stable: the same story is the same text.
 */
public final class StoryText {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_./-]*");
    private static final Pattern WORD = Pattern.compile("(?i)true|false|null|yes|no|on|off");

    private StoryText() {}

    /** @param played the outcome of each move, which the scenario expects */
    public static String scenario(String title, Story story, StoryPlayer.Played played) {
        List<Answer> answers = played.answers();
        StringBuilder out = new StringBuilder("agents:\n");
        story.cast()
                .values()
                .forEach(caller -> out.append("  ")
                        .append(caller.name())
                        .append(": ")
                        .append(party(caller))
                        .append('\n'));
        people(played, out);
        out.append("scenarios:\n  - name: ").append(text(title)).append("\n    steps:\n");
        for (int i = 0; i < story.moves().size(); i++) {
            List<Caller> approvers = played.approvers().getOrDefault(i, List.of());
            if (!approvers.isEmpty() && story.moves().get(i) instanceof Move.Call call) {
                String name = "call-" + (i + 1);
                line(out, call(call) + ", as: " + name + ", expect: hold");
                approvers.forEach(person -> line(out, "approve: " + name + ", by: " + person.name()));
            }
            line(out, step(story.moves().get(i), answers.get(i)));
        }
        return out.toString();
    }

    private static void line(StringBuilder out, String step) {
        out.append("      - {").append(step).append("}\n");
    }

    private static void people(StoryPlayer.Played played, StringBuilder out) {
        SortedMap<String, Caller> people = new TreeMap<>();
        played.approvers().values().forEach(all -> all.forEach(person -> people.put(person.name(), person)));
        if (!people.isEmpty()) {
            out.append("people:\n");
            people.values()
                    .forEach(person -> out.append("  ")
                            .append(person.name())
                            .append(": {groups: [")
                            .append(String.join(", ", person.groups()))
                            .append("], ")
                            .append(party(person).substring(1))
                            .append('\n'));
        }
    }

    private static String party(Caller caller) {
        List<String> parts = new ArrayList<>();
        caller.attributes().forEach((attribute, value) -> {
            if (value instanceof AttributeValue.Known known
                    && List.of(Attributes.OWNER, Attributes.ORIGIN, Attributes.MODEL)
                            .contains(attribute)) {
                parts.add(attribute + ": " + text(known.value()));
            }
        });
        if (caller.root()) {
            parts.add("root: true");
        }
        return "{" + String.join(", ", parts) + "}";
    }

    private static String step(Move move, Answer answer) {
        return switch (move) {
            case Move.Wait wait -> "advance: " + duration(wait.millis());
            case Move.Open open -> open(open) + expected(answer);
            case Move.Call call -> call(call) + expected(answer);
        };
    }

    private static String open(Move.Open open) {
        StringBuilder out = new StringBuilder("open: " + open.task() + ", by: " + text(open.by()));
        if (!open.by().equals(open.agent())) {
            out.append(", agent: ").append(text(open.agent()));
        }
        open.parent().ifPresent(parent -> out.append(", parent: ").append(parent));
        out.append(", intent: ").append(text(open.intent()));
        if (!open.objects().isEmpty()) {
            List<String> keys = open.objects().stream()
                    .map(Key::toString)
                    .map(StoryText::text)
                    .toList();
            out.append(", objects: [").append(String.join(", ", keys)).append(']');
        }
        return out.toString();
    }

    private static String call(Move.Call call) {
        StringBuilder out =
                new StringBuilder("call: " + call.name() + ", by: " + text(call.by()) + ", task: " + call.task());
        if (!call.args().isEmpty()) {
            out.append(", args: ").append(value(call.args()));
        }
        if (!call.result().isEmpty()) {
            out.append(", result: ").append(value(call.result()));
        }
        return out.toString();
    }

    private static String expected(Answer answer) {
        return switch (answer) {
            case Answer.Done done -> "";
            case Answer.Permit permit -> "";
            case Answer.Hold hold -> ", expect: hold";
            case Answer.Deny deny -> ", expect: deny";
            case Answer.Refused refused -> ", expect: " + refused.code().text();
        };
    }

    /** The value as it is written in a scenario. */
    public static String value(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Map<?, ?> map -> {
                List<String> entries = new ArrayList<>();
                map.forEach((key, inner) -> entries.add(text(String.valueOf(key)) + ": " + value(inner)));
                yield "{" + String.join(", ", entries) + "}";
            }
            case BigDecimal number -> number.toPlainString();
            case String text -> text(text);
            default -> String.valueOf(value);
        };
    }

    private static String text(String text) {
        boolean plain = PLAIN.matcher(text).matches() && !WORD.matcher(text).matches();
        return plain ? text : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /** The duration as the language writes it, for whole seconds; the language has no milliseconds, which are written as {@code ms}. */
    public static String duration(long millis) {
        long[] sizes = {86_400_000L, 3_600_000L, 60_000L, 1000L, 1L};
        String[] units = {"d", "h", "m", "s", "ms"};
        StringBuilder out = new StringBuilder();
        long rest = millis;
        for (int i = 0; i < sizes.length; i++) {
            if (rest >= sizes[i]) {
                out.append(rest / sizes[i]).append(units[i]);
                rest %= sizes[i];
            }
        }
        return out.isEmpty() ? "0s" : out.toString();
    }
}
