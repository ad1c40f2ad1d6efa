package dev.interlock.server.door.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An access request as it was sent: about one evaluation, or about several of one subject, each of which names the
 * denial of its own.
 *
 * @param several whether it has {@code items}, even a single one
 */
record Submission(List<Part> parts, boolean several, Optional<Callback> callback) {

    /** The most evaluations in one request. */
    static final int MOST = 50;

    private static final String ITEMS = "items";
    private static final String DENIAL = "denial";

    /**
     * An evaluation of a submission.
     *
     * @param place for messages; empty where there is only one
     * @param shown resource and action, as they are shown again
     */
    record Part(String place, Evaluation evaluation, ObjectNode denial, ObjectNode shown) {}

    Submission {
        parts = List.copyOf(parts);
    }

    static Submission of(ObjectNode body) throws AuthzenRefusal {
        Optional<Callback> callback = Callback.of(body);
        wishes(body, "");
        var unused = Bodies.object(body.get("client"), "client");
        if (!body.has(ITEMS)) {
            return new Submission(List.of(part(body, body, "")), /* several= */ false, callback);
        }
        if (body.has(Bodies.RESOURCE) || body.has(Bodies.ACTION)) {
            throw AuthzenRefusal.invalid("a request with `items` must have `resource` and `action` only in the items");
        }
        JsonNode items = body.get(ITEMS);
        if (!items.isArray() || items.isEmpty() || items.size() > MOST) {
            throw AuthzenRefusal.invalid(
                    "`items` must be a list of 1 to " + MOST + " objects; send several requests for more");
        }
        var parts = new ArrayList<Part>(items.size());
        for (JsonNode item : items) {
            String place = "items[" + parts.size() + "]";
            parts.add(part(body, Bodies.object(item, place), place + ": "));
        }
        return new Submission(parts, /* several= */ true, callback);
    }

    private static Part part(ObjectNode body, ObjectNode item, String place) throws AuthzenRefusal {
        ObjectNode whole = Json.object();
        copy(body, Bodies.SUBJECT, whole);
        copy(body, Bodies.CONTEXT, whole);
        copy(item, Bodies.RESOURCE, whole);
        copy(item, Bodies.ACTION, whole);
        try {
            Evaluation evaluation = Bodies.evaluation(whole);
            wishes(item, place);
            ObjectNode shown = Json.object();
            copy(item, Bodies.RESOURCE, shown);
            copy(item, Bodies.ACTION, shown);
            return new Part(place, evaluation, Bodies.object(item.get(DENIAL), DENIAL), shown);
        } catch (AuthzenRefusal e) {
            throw e.at(place);
        }
    }

    private static void copy(ObjectNode from, String name, ObjectNode to) {
        JsonNode value = from.get(name);
        if (value != null) {
            to.set(name, value);
        }
    }

    /**
     * Checks the requested terms: they have to be well-formed, and change nothing, as the policy says how long an
     * approval lasts.
     */
    private static void wishes(ObjectNode item, String place) throws AuthzenRefusal {
        ObjectNode wished = Bodies.object(item.get("requested_access"), "requested_access");
        JsonNode until = wished.get("requested_until");
        if (until != null && !isTime(until)) {
            throw AuthzenRefusal.invalid(place + "`requested_access.requested_until` must be an RFC 3339 time");
        }
        JsonNode emergency = wished.get("emergency");
        if (emergency != null && !emergency.isBoolean()) {
            throw AuthzenRefusal.invalid(place + "`requested_access.emergency` must be true or false");
        }
    }

    private static boolean isTime(JsonNode value) {
        try {
            if (!value.isTextual()) {
                return false;
            }
            var unused = OffsetDateTime.parse(value.textValue());
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
