package dev.interlock.server.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** Reading what the API answers: members that may be missing. */
public final class Nodes {

    private Nodes() {}

    /** Returns a text; empty where there is none. */
    public static String text(JsonNode node, String member) {
        return node.path(member).asText("");
    }

    /** Returns a text that is not empty. */
    public static Optional<String> given(JsonNode node, String member) {
        return Optional.of(text(node, member))
                .filter(text -> !text.isEmpty() && !node.path(member).isNull());
    }

    /** Returns a time. */
    public static Optional<Instant> time(JsonNode node, String member) {
        return Moments.read(text(node, member));
    }

    /** Returns the texts of a list. */
    public static List<String> texts(JsonNode node, String member) {
        return list(node.path(member), JsonNode::asText);
    }

    /** Returns what a list holds, each read by itself. */
    public static <T> List<T> list(JsonNode list, Function<JsonNode, T> read) {
        return StreamSupport.stream(list.spliterator(), false).map(read).toList();
    }

    /** Returns a value as somebody reads it: a text as it is, anything else as JSON writes it. */
    public static String shown(JsonNode value) {
        return value.isTextual() ? value.textValue() : Json.text(value);
    }
}
