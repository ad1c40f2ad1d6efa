package dev.interlock.server.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The provenance of a call's values, as pages show it. Values and quotations are text that others wrote, and stay text.
 *
 * @param asked whether the instruction asks for the call
 * @param instruction of another task than the one of the call, whose instruction counts
 * @param more how many further values there are
 */
public record ChosenValues(Prose asked, Optional<Instruction> instruction, List<Value> values, int more) {

    /** The most characters of an instruction. */
    private static final int INSTRUCTION = 600;
    /** Enough for all of a value or a quotation, in whichever script. */
    private static final int QUOTATION = 600;

    /** The instruction of a person. */
    public record Instruction(String task, Text by, Text text) {}

    /**
     * A value of the call.
     *
     * @param name the path of the argument
     * @param value empty where it is not recorded
     * @param doubtful whether the call may be stopped for it
     * @param chosen who chose it, in words
     * @param place where content has it
     * @param also other calls that returned it
     */
    public record Value(
            Text name,
            Optional<Text> value,
            boolean doubtful,
            Prose chosen,
            Optional<Place> place,
            List<Source> also) {}

    /**
     * A place in content.
     *
     * @param source empty where no call returned the content
     * @param at the field and the position; empty where they are not recorded
     */
    public record Place(Optional<Source> source, Optional<Prose> at, Optional<Text> quotation) {}

    /** A call that returned content. */
    public record Source(String call, Text tool) {}

    /**
     * Reads the member `provenance` of the API; empty where there is none.
     *
     * @param task of the call; the page shows its instruction elsewhere
     */
    public static Optional<ChosenValues> of(JsonNode provenance, String task) {
        if (!provenance.isObject()) {
            return Optional.empty();
        }
        JsonNode instruction = provenance.path("instruction");
        return Optional.of(new ChosenValues(
                Prose.of(Nodes.text(provenance, "text")),
                Nodes.given(instruction, "task")
                        .filter(id -> !id.equals(task))
                        .map(id -> new Instruction(
                                id,
                                Text.of(Nodes.text(instruction, "by")),
                                Text.of(Nodes.text(instruction, "text"), INSTRUCTION))),
                Nodes.list(provenance.path("values"), ChosenValues::value),
                provenance.path("more").asInt()));
    }

    private static Value value(JsonNode value) {
        String chosen = Nodes.text(value, "text");
        JsonNode source = value.path("source");
        return new Value(
                Text.of(Nodes.text(value, "path")),
                Nodes.given(value, "value").map(text -> Text.of(text, QUOTATION)),
                value.path("doubtful").asBoolean(),
                Prose.of(chosen.substring(0, 1).toUpperCase(Locale.ROOT) + chosen.substring(1) + "."),
                source.isObject() ? Optional.of(place(source)) : Optional.empty(),
                Nodes.list(value.path("also"), ChosenValues::source));
    }

    private static Place place(JsonNode source) {
        return new Place(
                Nodes.given(source, "call").map(call -> source(source)),
                Nodes.given(source, "field")
                        .map(field -> Prose.of("field `" + field.replace('`', '?') + "`, offset "
                                + source.path("offset").asInt())),
                Nodes.given(source, "quotation").map(text -> Text.of(text, QUOTATION)));
    }

    private static Source source(JsonNode source) {
        return new Source(Nodes.text(source, "call"), Text.of(Nodes.text(source, "tool")));
    }
}
