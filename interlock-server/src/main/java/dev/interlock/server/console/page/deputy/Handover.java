package dev.interlock.server.console.page.deputy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.V1Refusal;
import dev.interlock.server.console.Visit;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.util.List;

/**
 * The form by which the viewer lets somebody else answer.
 *
 * @param groups for which they may; none where there is nothing to hand over
 * @param people to whom
 */
public record Handover(List<String> groups, List<String> people) {

    /** The form of somebody who has nothing to hand over. */
    public static final Handover NONE = new Handover(List.of(), List.of());

    private static final int MOST_PEOPLE = 100;

    public Handover {
        groups = List.copyOf(groups);
        people = List.copyOf(people);
    }

    /** Returns the form for these groups of the viewer. */
    public static Handover of(Visit visit, List<String> groups) throws V1Refusal, IOException {
        if (groups.isEmpty()) {
            return NONE;
        }
        String viewer = visit.person().name();
        List<String> people = Nodes.list(
                        visit.v1()
                                .get("parties?kind=person&limit=" + MOST_PEOPLE)
                                .path("parties"),
                        one -> Nodes.text(one, "name"))
                .stream()
                .filter(name -> !name.equals(viewer))
                .toList();
        return new Handover(groups, people);
    }

    /** Does what the form asks for; returns what the API made. */
    public static ObjectNode made(Visit visit) throws V1Refusal, IOException {
        ObjectNode body = Json.object();
        for (String field : List.of("to", "group", "for", "reason")) {
            visit.field(field)
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .ifPresent(text -> body.put(field, text));
        }
        return visit.v1().post("delegations", body);
    }
}
