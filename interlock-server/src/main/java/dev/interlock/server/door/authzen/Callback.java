package dev.interlock.server.door.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A callback tells an enforcement point how an access request ended.
 *
 * @param endpoint the address
 * @param state an opaque value of the enforcement point, given back as it is
 * @param events the statuses that it wants to hear of; empty: any that ends the request
 */
record Callback(String endpoint, Optional<String> state, Set<String> events) {

    /** The statuses that end a request. */
    static final List<String> EVENTS = List.of("approved", "denied", "expired", "cancelled", "failed", "partial");

    private static final int LONGEST_STATE = 1_000;
    private static final String NAME = "callback";

    Callback {
        events = Set.copyOf(events);
    }

    /** Reads the callback of a request; empty if it asks for none. */
    static Optional<Callback> of(ObjectNode request) throws AuthzenRefusal {
        JsonNode given = request.get(NAME);
        if (given == null) {
            return Optional.empty();
        }
        ObjectNode callback = Bodies.object(given, NAME);
        String endpoint = Bodies.text(callback, NAME, "endpoint");
        Optional<String> state = Optional.empty();
        if (callback.has("state")) {
            JsonNode value = callback.get("state");
            if (!value.isTextual() || value.textValue().length() > LONGEST_STATE) {
                throw AuthzenRefusal.invalid("`callback.state` must be a string of at most " + LONGEST_STATE
                        + " characters: store longer data yourself and send a key to it");
            }
            state = Optional.of(value.textValue());
        }
        return Optional.of(new Callback(endpoint, state, events(callback.get("events"))));
    }

    private static Set<String> events(@Nullable JsonNode given) throws AuthzenRefusal {
        if (given == null) {
            return Set.of();
        }
        if (!given.isArray() || given.isEmpty()) {
            throw wrongEvents();
        }
        var events = new TreeSet<String>();
        for (JsonNode event : given) {
            if (!event.isTextual() || !EVENTS.contains(event.textValue())) {
                throw wrongEvents();
            }
            events.add(event.textValue());
        }
        return events;
    }

    private static AuthzenRefusal wrongEvents() {
        return AuthzenRefusal.invalid("`callback.events` must be a list of some of " + EVENTS
                + "; leave it out to be notified however the request ends");
    }

    boolean wants(String status) {
        return events.isEmpty() || events.contains(status);
    }

    /** Returns the callback in the form in which it is kept. */
    ObjectNode tree() {
        ObjectNode tree = Json.object().put("endpoint", endpoint);
        state.ifPresent(value -> tree.put("state", value));
        if (!events.isEmpty()) {
            ArrayNode list = tree.putArray("events");
            new TreeSet<>(events).forEach(list::add);
        }
        return tree;
    }
}
