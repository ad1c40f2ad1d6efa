package dev.interlock.server.door.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the entities of a request. Members that the API does not know are passed over, as it wants; those that it knows have to be of
 * their type.
 */
final class Bodies {

    static final String SUBJECT = "subject";
    static final String ACTION = "action";
    static final String RESOURCE = "resource";
    static final String CONTEXT = "context";

    private static final int LONGEST = 1_000;

    private Bodies() {}

    static Evaluation evaluation(ObjectNode body) throws AuthzenRefusal {
        return evaluation(body, Json.object());
    }

    /**
     * Reads one of several evaluations.
     *
     * @param defaults the request around it: what an item says of an entity takes the place of the whole entity there, but for an id or
     *     type that it leaves out
     */
    static Evaluation evaluation(ObjectNode item, ObjectNode defaults) throws AuthzenRefusal {
        return new Evaluation(
                entity(item, defaults, SUBJECT),
                action(item, defaults),
                entity(item, defaults, RESOURCE),
                context(item.has(CONTEXT) ? item : defaults));
    }

    static Evaluation.Entity entity(ObjectNode body, String name) throws AuthzenRefusal {
        return entity(body, Json.object(), name);
    }

    private static Evaluation.Entity entity(ObjectNode item, ObjectNode defaults, String name) throws AuthzenRefusal {
        ObjectNode own = chosen(item, defaults, name);
        ObjectNode other = defaults.get(name) instanceof ObjectNode there ? there : own;
        return new Evaluation.Entity(
                text(own.has("type") ? own : other, name, "type"),
                text(own.has("id") ? own : other, name, "id"),
                properties(own, name));
    }

    /** An entity whose id is asked for: what it says of that counts for nothing. */
    static Evaluation.Entity searched(ObjectNode body, String name) throws AuthzenRefusal {
        ObjectNode entity = chosen(body, body, name);
        return new Evaluation.Entity(text(entity, name, "type"), "", properties(entity, name));
    }

    static Evaluation.Action action(ObjectNode body) throws AuthzenRefusal {
        return action(body, Json.object());
    }

    private static Evaluation.Action action(ObjectNode item, ObjectNode defaults) throws AuthzenRefusal {
        ObjectNode own = chosen(item, defaults, ACTION);
        ObjectNode other = defaults.get(ACTION) instanceof ObjectNode there ? there : own;
        return new Evaluation.Action(text(own.has("name") ? own : other, ACTION, "name"), properties(own, ACTION));
    }

    /** Reads the context; empty where there is none. */
    static ObjectNode context(ObjectNode body) throws AuthzenRefusal {
        return object(body.get(CONTEXT), CONTEXT);
    }

    private static ObjectNode chosen(ObjectNode item, ObjectNode defaults, String name) throws AuthzenRefusal {
        JsonNode value = item.has(name) ? item.get(name) : defaults.get(name);
        if (value == null) {
            throw AuthzenRefusal.invalid("`" + name + "` is missing");
        }
        return object(value, name);
    }

    private static ObjectNode properties(ObjectNode entity, String name) throws AuthzenRefusal {
        return object(entity.get("properties"), name + ".properties");
    }

    /** @param place for the message */
    static ObjectNode object(@Nullable JsonNode value, String place) throws AuthzenRefusal {
        if (value == null) {
            return Json.object();
        }
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw AuthzenRefusal.invalid("`" + place + "` is " + kind(value) + ", not an object");
    }

    /** A member that is needed. */
    static String text(ObjectNode entity, String name, String member) throws AuthzenRefusal {
        JsonNode value = entity.get(member);
        String place = name + "." + member;
        if (value == null) {
            throw AuthzenRefusal.invalid("`" + place + "` is missing");
        }
        if (!value.isTextual()) {
            throw AuthzenRefusal.invalid("`" + place + "` is " + kind(value) + ", not a string");
        }
        String text = value.textValue();
        if (text.isEmpty() || text.length() > LONGEST) {
            throw AuthzenRefusal.invalid("`" + place + "` must have 1 to " + LONGEST + " characters");
        }
        return text;
    }

    static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "an array";
            case STRING -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case NULL -> "null";
            case BINARY, MISSING, POJO -> value.getNodeType().name().toLowerCase(Locale.ROOT);
        };
    }
}
