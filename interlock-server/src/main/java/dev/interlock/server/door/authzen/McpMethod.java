package dev.interlock.server.door.authzen;

import dev.interlock.server.mcp.Listing;
import dev.interlock.server.mcp.Names;
import java.util.List;
import java.util.Optional;

/**
 * The methods of MCP, of both eras, about which an enforcement point asks. What is neither among them nor among
 * {@link #PASSING} is denied, so `tasks/update` is: the answers that it brings are part of a call that was decided without them.
 */
enum McpMethod {
    INITIALIZE(Names.INITIALIZE, McpMethod.SERVER),
    DISCOVER(Names.DISCOVER, McpMethod.SERVER),
    SET_LEVEL(Names.SET_LEVEL, McpMethod.SERVER),
    TOOLS_LIST(Names.TOOLS_LIST, McpMethod.SERVER),
    RESOURCES_LIST(Listing.RESOURCES.method(), McpMethod.SERVER),
    TEMPLATES_LIST(Listing.TEMPLATES.method(), McpMethod.SERVER),
    PROMPTS_LIST(Listing.PROMPTS.method(), McpMethod.SERVER),
    LISTEN(Names.LISTEN, McpMethod.SERVER),
    CALL(Names.TOOLS_CALL, McpMethod.TOOL),
    READ(Names.RESOURCES_READ, McpMethod.RESOURCE),
    SUBSCRIBE(Names.SUBSCRIBE, McpMethod.RESOURCE),
    UNSUBSCRIBE(Names.UNSUBSCRIBE, McpMethod.RESOURCE),
    PROMPT(Names.PROMPTS_GET, McpMethod.PROMPT_TYPE),
    COMPLETE(Names.COMPLETE, McpMethod.PROMPT_TYPE, McpMethod.RESOURCE),
    TASKS_GET(Names.TASKS_GET, McpMethod.TASK),
    TASKS_CANCEL(Names.TASKS_CANCEL, McpMethod.TASK);

    /** Types of resources. */
    static final String SERVER = "mcp_server";

    static final String TOOL = "tool";
    static final String RESOURCE = "resource";
    static final String PROMPT_TYPE = "prompt";
    static final String TASK = "task";

    /** Methods that no decision is asked for; a `*` stands for any ending. */
    static final List<String> PASSING = List.of(Names.PING, "notifications/*");

    private static final List<McpMethod> ALL = List.of(values());

    private final String method;
    private final String type;
    private final String otherType;

    McpMethod(String method, String type) {
        this(method, type, type);
    }

    McpMethod(String method, String type, String otherType) {
        this.method = method;
        this.type = type;
        this.otherType = otherType;
    }

    String method() {
        return method;
    }

    /** Returns whether the decision of one call answers for the method, and nothing has to be looked up before. */
    boolean isOneCall() {
        return this == CALL || this == READ || this == PROMPT || this == COMPLETE;
    }

    /** Returns whether the method may be asked about a resource of this type. */
    private boolean isAbout(String resource) {
        return type.equals(resource) || otherType.equals(resource);
    }

    /** The method that an evaluation is about; empty where it is about something else. */
    static Optional<McpMethod> of(Evaluation evaluation) {
        for (McpMethod each : ALL) {
            if (each.method.equals(evaluation.action().name())
                    && each.isAbout(evaluation.resource().type())) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** Returns the methods that apply to resources of a type. */
    static List<String> named(String type) {
        return ALL.stream()
                .filter(each -> each.isAbout(type))
                .map(McpMethod::method)
                .toList();
    }
}
