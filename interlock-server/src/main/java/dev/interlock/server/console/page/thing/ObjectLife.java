package dev.interlock.server.console.page.thing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.V1;
import dev.interlock.server.console.V1Refusal;
import dev.interlock.server.console.page.record.Line;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * What happened to an object, and to what belongs to it, the oldest first. What became of a call stands at the call.
 *
 * @param earlier whether there is more than is shown
 */
record ObjectLife(List<Line> lines, boolean earlier) {

    private static final int MOST = 50;

    /** The most objects that are looked at beside it. */
    private static final int MOST_OTHERS = 6;

    static ObjectLife of(V1 v1, String object, List<String> others) throws V1Refusal, IOException {
        var lines = new TreeMap<Long, Line>();
        Set<String> calls = new HashSet<>();
        boolean earlier = add(v1, object, object, lines, calls);
        for (String other : others.subList(0, Math.min(MOST_OTHERS, others.size()))) {
            earlier |= add(v1, other, object, lines, calls);
        }
        lines.values().removeIf(line -> line.settles().filter(calls::contains).isPresent());
        List<Line> all = List.copyOf(lines.values());
        return new ObjectLife(all.subList(Math.max(0, all.size() - MOST), all.size()), earlier || all.size() > MOST);
    }

    /** Adds the newest entries about an object, and returns whether there are more. */
    private static boolean add(V1 v1, String about, String object, TreeMap<Long, Line> lines, Set<String> calls)
            throws V1Refusal, IOException {
        JsonNode found = v1.get("entries?limit=" + MOST + "&object=" + V1.encoded(about));
        for (JsonNode entry : found.path("entries")) {
            Line line = Line.of(entry);
            if (entry.has("tool")) {
                calls.add(Nodes.text(entry, "id"));
            }
            lines.putIfAbsent(line.number(), about.equals(object) ? line : line.through(about));
        }
        return found.has("next");
    }
}
