package dev.interlock.server.mcp;

/**
 * A governed method carries content to a server or from it. Each request for one is decided before it is forwarded: a
 * tool by its own entry in the catalogue, everything else by an entry that bears the name of the method.
 */
public enum GovernedMethod {
    TOOL(Names.TOOLS_CALL, "tools", "name", "content"),
    RESOURCE(Names.RESOURCES_READ, "resources", "uri", "contents"),
    PROMPT(Names.PROMPTS_GET, "prompts", "name", "messages"),
    COMPLETION(Names.COMPLETE, "completions", "", "completion");

    /** Begins the names of entries for what is no tool; no tool's name may begin so. */
    public static final String ENTRY_PREFIX = "mcp:";

    private final String method;
    private final String capability;
    private final String mirrored;
    private final String content;

    GovernedMethod(String method, String capability, String mirrored, String content) {
        this.method = method;
        this.capability = capability;
        this.mirrored = mirrored;
        this.content = content;
    }

    public String method() {
        return method;
    }

    /** The capability without which a server does not answer it. */
    public String capability() {
        return capability;
    }

    /** The parameter that `Mcp-Name` repeats; empty for none. */
    public String mirrored() {
        return mirrored;
    }

    /** The member that every result has. */
    public String content() {
        return content;
    }

    /** The name of the entry for what is no tool. */
    public String entry() {
        return ENTRY_PREFIX + method;
    }
}
