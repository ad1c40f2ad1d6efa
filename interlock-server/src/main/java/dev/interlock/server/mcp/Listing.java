package dev.interlock.server.mcp;

import java.util.Optional;

/** The lists of a server that are relayed page by page. */
public enum Listing {
    RESOURCES("resources/list", "resources", GovernedMethod.RESOURCE),
    TEMPLATES("resources/templates/list", "resourceTemplates", GovernedMethod.RESOURCE),
    PROMPTS("prompts/list", "prompts", GovernedMethod.PROMPT);

    private final String method;
    private final String items;
    private final GovernedMethod of;

    Listing(String method, String items, GovernedMethod of) {
        this.method = method;
        this.items = items;
        this.of = of;
    }

    public static Optional<Listing> of(String method) {
        for (Listing each : values()) {
            if (each.method.equals(method)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    public String method() {
        return method;
    }

    /** The member that holds the list. */
    public String items() {
        return items;
    }

    /** Returns the method that asks for one of the listed things. */
    public GovernedMethod of() {
        return of;
    }
}
