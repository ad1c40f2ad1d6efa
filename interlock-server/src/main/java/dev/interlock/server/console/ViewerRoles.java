package dev.interlock.server.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The roles of whoever looks at a page, as the API tells them. What their role does not let them do, a page shows as a button that cannot
 * be pressed, with the reason beside it: so the template {@code may.jte} has it. The API decides all the same.
 *
 * @param held whether people are held to roles at all
 * @param names such as {@code operator}
 * @param refused what the roles do not let the viewer change, each with the reason
 */
public record ViewerRoles(boolean held, List<String> names, Map<String, String> refused) {

    /** The roles of somebody for whom the API does not tell them: each change is theirs to try, and the API decides. */
    static final ViewerRoles UNKNOWN = new ViewerRoles(false, List.of(), Map.of());

    public ViewerRoles {
        names = List.copyOf(names);
        refused = Map.copyOf(refused);
    }

    /** Reads what {@code whoami} answers. */
    static ViewerRoles of(JsonNode whoami) {
        var refused = new HashMap<String, String>();
        whoami.path("refused")
                .properties()
                .forEach(
                        change -> refused.put(change.getKey(), change.getValue().asText() + "."));
        return new ViewerRoles(whoami.has("roles"), Nodes.texts(whoami, "roles"), refused);
    }

    /**
     * Returns why the viewer does not change something; empty if their role lets them.
     *
     * @param change as {@code whoami} names it, such as {@code tasks} or {@code lanes/review}
     */
    public Optional<String> against(String change) {
        return Optional.ofNullable(refused.get(change));
    }
}
