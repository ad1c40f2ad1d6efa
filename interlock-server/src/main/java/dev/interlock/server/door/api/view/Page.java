package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.util.function.Supplier;

/** A part of a list: the entries, and {@code next} where there are more. */
public final class Page {

    private final ObjectNode body = Json.object();
    private final ArrayNode entries;
    private final int limit;
    private String last = "";

    public Page(String name, int limit) {
        this.entries = body.putArray(name);
        this.limit = limit;
    }

    /** Adds an entry. Returns false when the page is full: then the entry is not in it, and nothing more has to be offered. */
    public boolean add(String id, Supplier<JsonNode> entry) {
        if (entries.size() == limit) {
            body.put("next", last);
            return false;
        }
        entries.add(entry.get());
        last = id;
        return true;
    }

    /** Says that the list goes on after an entry which is perhaps not in this part. */
    public void goesOn(String after) {
        body.put("next", after);
    }

    public ObjectNode body() {
        return body;
    }
}
