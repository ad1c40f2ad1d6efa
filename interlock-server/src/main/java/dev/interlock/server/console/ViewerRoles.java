package dev.interlock.server.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The roles of whoever looks at a page, as the API tells them. A page shows what they may not do as disabled, with the reason; the API
 * decides all the same.
 *
 * @param held whether people are held to roles at all
 * @param names such as {@code operator}
 */
public record ViewerRoles(boolean held, List<String> names) {

    private static final String ADMINISTRATOR = "administrator";

    public ViewerRoles {
        names = List.copyOf(names);
    }

    /** Reads what {@code whoami} answers. */
    static ViewerRoles of(ObjectNode whoami) {
        var names = new ArrayList<String>();
        for (JsonNode name : whoami.path("roles")) {
            names.add(name.asText());
        }
        return new ViewerRoles(whoami.has("roles"), names);
    }

    /** Returns why the viewer does not do what approvers do; empty if they do. */
    public Optional<String> notApprover() {
        return not("approver");
    }

    /** Returns why the viewer does not do what operators do; empty if they do. */
    public Optional<String> notOperator() {
        return not("operator");
    }

    /** Returns why the viewer does not do what administrators do, as far as roles say so; empty if they do. */
    public Optional<String> notAdministrator() {
        return not(ADMINISTRATOR);
    }

    private Optional<String> not(String role) {
        if (!held || names.contains(role) || names.contains(ADMINISTRATOR)) {
            return Optional.empty();
        }
        return Optional.of(
                names.isEmpty()
                        ? "You have no role here: this is for an " + role + "."
                        : "You are an " + String.join(" and an ", names) + ": this is for an " + role + ".");
    }
}
