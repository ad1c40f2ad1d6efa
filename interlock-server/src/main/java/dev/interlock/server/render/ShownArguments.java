package dev.interlock.server.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.FurtherArguments;
import dev.interlock.server.json.Json;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All arguments of a held call, as whoever may approve it sees them: by the API, in messages of channels, in the signed record. The
 * event is needed as it was recorded, since state does not keep what is there for people alone.
 */
public final class ShownArguments {

    private static final String REST = "rest";

    private ShownArguments() {}

    /**
     * Puts the arguments that the catalogue reads or shows; those that it does not read, marked as such; those that are too long to be
     * shown; and how many there are beyond.
     */
    public static void put(ObjectNode out, Event.CallHeld held) {
        ObjectNode arguments = out.putObject("arguments");
        held.facts().projection().forEach((path, value) -> arguments.set(path, Json.plain(value)));
        FurtherArguments further = held.further();
        if (!further.unread().isEmpty()) {
            ObjectNode unread = out.putObject("unread");
            further.unread().forEach((path, value) -> unread.set(path, Json.plain(value)));
        }
        if (!further.digested().isEmpty()) {
            ObjectNode digested = out.putObject("digested");
            further.digested().forEach((path, value) -> digested.set(path, digested(value)));
        }
        further.rest().ifPresent(rest -> out.set(REST, rest(rest)));
    }

    /** The arguments by their paths, those that are not shown in clear by size and digest. */
    public static SortedMap<String, JsonNode> byPath(Event.CallHeld held) {
        SortedMap<String, JsonNode> all = new TreeMap<>();
        held.facts().projection().forEach((path, value) -> all.put(path, Json.plain(value)));
        held.further().unread().forEach((path, value) -> all.put(path, Json.plain(value)));
        held.further().digested().forEach((path, value) -> all.put(path, digested(value)));
        held.further().rest().ifPresent(rest -> all.put(REST, rest(rest)));
        return all;
    }

    private static ObjectNode digested(FurtherArguments.Digested value) {
        return Json.object().put("size", value.size()).put("digest", value.digest());
    }

    private static ObjectNode rest(FurtherArguments.Rest rest) {
        return Json.object().put("count", rest.count()).put("digest", rest.digest());
    }
}
