package dev.interlock.server.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.state.Task;
import dev.interlock.policy.catalog.Identifiers;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import dev.interlock.server.render.Ids;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The task that a token is asked for (RFC 9396): one that is there already or is to be opened. In {@code authorization_details} it is
 * an array with one object of the type {@code interlock_task}.
 */
sealed interface TaskDetails {

    String TYPE = "interlock_task";

    /** A task of the caller's own that goes on. */
    record Join(long task) implements TaskDetails {}

    /**
     * A task to be opened.
     *
     * @param seconds shorter life than the intent grants
     * @param calls fewer calls than the intent grants
     */
    record Open(String intent, String instruction, List<Key> objects, OptionalLong seconds, OptionalInt calls)
            implements TaskDetails {
        public Open {
            objects = List.copyOf(objects);
        }
    }

    /**
     * Reads what was sent.
     *
     * @param types of objects that the bundle has
     * @throws OAuthError {@code invalid_authorization_details}: also for members that are not known, each of which asks for something
     *     that would not be granted
     */
    static TaskDetails read(String text, Set<String> types) throws OAuthError {
        return Reading.of(text, types);
    }

    /** Returns the details of a task as they are granted: in the answer, in the token, and where somebody asks about it. */
    static ArrayNode granted(Task task) {
        ArrayNode details = Json.array();
        ObjectNode one = details.addObject()
                .put("type", TYPE)
                .put("task", Ids.task(task.number()))
                .put("intent", task.intent());
        ArrayNode objects = one.putArray("objects");
        task.objects().forEach(object -> objects.add(object.toString()));
        one.putObject("limits").put("calls", task.calls()).put("until", task.deadlineMillis() / 1_000);
        return details;
    }

    /** The reader of task details. */
    final class Reading {

        private static final int MAX_BYTES = 48 << 10;
        private static final int MAX_INSTRUCTION = 16 << 10;
        private static final int MAX_NAME = 64;
        private static final int MAX_OBJECTS = 1_000;
        private static final int MAX_CALLS = 1_000_000;
        private static final long MAX_SECONDS = 366L * 24 * 3_600;

        private static final JsonReader READER =
                new JsonReader(new JsonLimits(MAX_BYTES, MAX_BYTES, 6, 20, 2_000, JsonLimits.Surrogates.REFUSE));

        private Reading() {}

        private static TaskDetails of(String text, Set<String> types) throws OAuthError {
            ObjectNode details = one(text);
            if (details.has("task")) {
                only(details, Set.of("type", "task"));
                OptionalLong number =
                        Ids.parse('t', text(details, "task", MAX_NAME).orElse(""));
                return new Join(number.orElseThrow(() -> wrong("`task` is not a task id, such as `t-12`")));
            }
            only(details, Set.of("type", "intent", "instruction", "objects", "limits"));
            String intent = text(details, "intent", MAX_NAME)
                    .orElseThrow(() -> wrong("name the `intent` of the task, or an existing `task`"));
            ObjectNode limits = details.has("limits") ? Json.child(details, "limits") : Json.object();
            if (limits == null) {
                throw wrong("`limits` is not an object such as `{\"seconds\": 600, \"calls\": 5}`");
            }
            only(limits, Set.of("seconds", "calls"));
            OptionalLong calls = number(limits, "calls", MAX_CALLS);
            return new Open(
                    intent,
                    text(details, "instruction", MAX_INSTRUCTION).orElse(""),
                    objects(details.get("objects"), types),
                    number(limits, "seconds", MAX_SECONDS),
                    calls.isPresent() ? OptionalInt.of((int) calls.getAsLong()) : OptionalInt.empty());
        }

        private static ObjectNode one(String text) throws OAuthError {
            JsonNode tree = switch (READER.read(text.getBytes(StandardCharsets.UTF_8))) {
                case JsonReader.Outcome.Value(JsonNode value) -> value;
                case JsonReader.Outcome.Refused(boolean wellFormed, String defect) -> throw wrong(defect);
            };
            if (!tree.isArray() || tree.size() != 1 || !(tree.get(0) instanceof ObjectNode details)) {
                throw wrong("a token is for one task: send an array with one object");
            }
            if (!TYPE.equals(Json.string(details, "type"))) {
                throw wrong("its `type` is not `" + TYPE + "`");
            }
            return details;
        }

        private static void only(ObjectNode object, Set<String> known) throws OAuthError {
            for (var member : object.properties()) {
                if (!known.contains(member.getKey())) {
                    throw wrong("there is an unknown member: send only "
                            + String.join(", ", known.stream().sorted().toList()));
                }
            }
        }

        private static Optional<String> text(ObjectNode object, String name, int most) throws OAuthError {
            JsonNode value = object.get(name);
            if (value == null) {
                return Optional.empty();
            }
            if (!value.isTextual()
                    || value.textValue().isBlank()
                    || value.textValue().getBytes(StandardCharsets.UTF_8).length > most) {
                throw wrong("`" + name + "` is not a string of 1 to " + most + " bytes");
            }
            return Optional.of(value.textValue());
        }

        private static OptionalLong number(ObjectNode object, String name, long most) throws OAuthError {
            JsonNode value = object.get(name);
            if (value == null) {
                return OptionalLong.empty();
            }
            if (!value.isIntegralNumber()
                    || !value.canConvertToLong()
                    || value.longValue() < 1
                    || value.longValue() > most) {
                throw wrong("`" + name + "` is not a whole number from 1 to " + most);
            }
            return OptionalLong.of(value.longValue());
        }

        private static List<Key> objects(@Nullable JsonNode list, Set<String> types) throws OAuthError {
            List<Key> keys = new ArrayList<>();
            if (list == null) {
                return keys;
            }
            if (!list.isArray() || list.size() > MAX_OBJECTS) {
                throw wrong("`objects` is not an array of at most " + MAX_OBJECTS + " objects, such as "
                        + "`[\"invoice/7\"]`");
            }
            for (JsonNode each : list) {
                String text = each.isTextual() ? each.textValue() : "";
                int slash = text.indexOf('/');
                if (slash <= 0
                        || !types.contains(text.substring(0, slash))
                        || Identifiers.misspelling(text.substring(slash + 1)).isPresent()) {
                    throw wrong("one of the `objects` is not written `type/id` with a type of the bundle");
                }
                Key key = Key.parse(text);
                if (keys.contains(key)) {
                    throw wrong("one of the `objects` is listed twice");
                }
                keys.add(key);
            }
            return keys;
        }

        private static OAuthError wrong(String why) {
            return new OAuthError(400, OAuthError.INVALID_DETAILS, "authorization_details: " + why);
        }
    }
}
