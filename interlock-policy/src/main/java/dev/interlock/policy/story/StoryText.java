package dev.interlock.policy.story;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.policy.scenario.ScenarioText;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A story as a scenario file, which {@code interlock test} plays. Stable: the same story is the same text.
 */
public final class StoryText {

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
        out.append("scenarios:\n  - name: ").append(ScenarioText.text(title)).append("\n    steps:\n");
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
                parts.add(attribute + ": " + ScenarioText.text(known.value()));
            }
        });
        if (caller.root()) {
            parts.add("root: true");
        }
        return "{" + String.join(", ", parts) + "}";
    }

    private static String step(Move move, Answer answer) {
        return switch (move) {
            case Move.Wait wait -> "advance: " + ScenarioText.duration(wait.millis());
            case Move.Open open -> open(open) + expected(answer);
            case Move.Call call -> call(call) + expected(answer);
        };
    }

    private static String open(Move.Open open) {
        StringBuilder out = new StringBuilder("open: " + open.task() + ", by: " + ScenarioText.text(open.by()));
        if (!open.by().equals(open.agent())) {
            out.append(", agent: ").append(ScenarioText.text(open.agent()));
        }
        open.parent().ifPresent(parent -> out.append(", parent: ").append(parent));
        out.append(", intent: ").append(ScenarioText.text(open.intent()));
        if (!open.objects().isEmpty()) {
            List<String> keys = open.objects().stream()
                    .map(Key::toString)
                    .map(ScenarioText::text)
                    .toList();
            out.append(", objects: [").append(String.join(", ", keys)).append(']');
        }
        return out.toString();
    }

    private static String call(Move.Call call) {
        StringBuilder out = new StringBuilder(
                "call: " + call.name() + ", by: " + ScenarioText.text(call.by()) + ", task: " + call.task());
        if (!call.args().isEmpty()) {
            out.append(", args: ").append(ScenarioText.value(call.args()));
        }
        if (!call.result().isEmpty()) {
            out.append(", result: ").append(ScenarioText.value(call.result()));
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
}
