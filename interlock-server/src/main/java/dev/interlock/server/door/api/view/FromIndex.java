package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.json.Json;
import java.util.function.Consumer;

/** What only the index of the record knows, as a part of something that is shown without it, too. */
public final class FromIndex {

    private FromIndex() {}

    /** Adds what is found, all or nothing; where the record cannot be searched it says so in its place. */
    public static void put(ObjectNode view, Consumer<ObjectNode> find) {
        ObjectNode found = Json.object();
        try {
            find.accept(found);
        } catch (UnavailableException e) {
            view.put("recordUnavailable", String.valueOf(e.getMessage()));
            return;
        }
        view.setAll(found);
    }
}
