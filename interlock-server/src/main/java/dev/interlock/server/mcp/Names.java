package dev.interlock.server.mcp;

import java.util.List;

/** Names on the wire: methods, `_meta` keys, headers. */
public final class Names {
    private Names() {}

    public static final String DISCOVER = "server/discover";
    public static final String INITIALIZE = "initialize";
    public static final String INITIALIZED = "notifications/initialized";
    public static final String CANCELLED = "notifications/cancelled";
    public static final String TOOLS_CHANGED = "notifications/tools/list_changed";
    public static final String PROMPTS_CHANGED = "notifications/prompts/list_changed";
    public static final String RESOURCES_CHANGED = "notifications/resources/list_changed";
    public static final String RESOURCE_UPDATED = "notifications/resources/updated";
    /** A log message of a server. */
    public static final String MESSAGE = "notifications/message";

    public static final String PROGRESS = "notifications/progress";
    /** The token under which the sender of a request wants to hear of progress, in `_meta`; in a notification, that token again. */
    public static final String PROGRESS_TOKEN = "progressToken";

    public static final String PING = "ping";
    public static final String TOOLS_LIST = "tools/list";
    public static final String TOOLS_CALL = "tools/call";
    public static final String RESOURCES_READ = "resources/read";
    public static final String PROMPTS_GET = "prompts/get";
    public static final String COMPLETE = "completion/complete";

    /** Methods by which a server asks its client. */
    public static final String ELICIT = "elicitation/create";

    public static final String SAMPLE = "sampling/createMessage";
    public static final String ROOTS_LIST = "roots/list";

    /** Methods of the legacy era alone. */
    public static final String SET_LEVEL = "logging/setLevel";

    public static final String SUBSCRIBE = "resources/subscribe";
    public static final String UNSUBSCRIBE = "resources/unsubscribe";

    /** Methods of the modern era alone. */
    public static final String LISTEN = "subscriptions/listen";

    public static final String ACKNOWLEDGED = "notifications/subscriptions/acknowledged";

    /** The prefix of the `_meta` keys that belong to the protocol. */
    public static final String META_PREFIX = "io.modelcontextprotocol/";

    public static final String META_VERSION = META_PREFIX + "protocolVersion";
    public static final String META_CAPABILITIES = META_PREFIX + "clientCapabilities";
    public static final String META_CLIENT = META_PREFIX + "clientInfo";
    public static final String META_SERVER = META_PREFIX + "serverInfo";
    /** Methods of the extension for tasks. */
    public static final String TASKS_GET = "tasks/get";

    public static final String TASKS_UPDATE = "tasks/update";
    public static final String TASKS_CANCEL = "tasks/cancel";

    public static final String META_LOG_LEVEL = META_PREFIX + "logLevel";
    /** The key in a notification whose value is the id of its `subscriptions/listen`. */
    public static final String META_SUBSCRIPTION = META_PREFIX + "subscriptionId";
    /** The extension for requests that take long. */
    public static final String EXTENSION_TASKS = META_PREFIX + "tasks";

    /** The prefix of Interlock's `_meta` keys, which no server behind it gets to see. */
    public static final String META_OWN_PREFIX = "dev.interlock/";

    /** The task in which a call is made. */
    public static final String META_TASK = META_OWN_PREFIX + "task";
    /** The key in a result whose value is Interlock's decision about the call, machine-readable. */
    public static final String META_DECISION = META_OWN_PREFIX + "decision";

    /** The key in a list of several servers whose value names the servers that could not be asked. */
    public static final String META_UNAVAILABLE = META_OWN_PREFIX + "unavailable";

    /** Keys of `_meta` that carry W3C Trace Context, without prefix as MCP wants it. */
    public static final List<String> META_TRACE = List.of("traceparent", "tracestate");

    public static final String HEADER_VERSION = "MCP-Protocol-Version";
    public static final String HEADER_METHOD = "Mcp-Method";
    public static final String HEADER_NAME = "Mcp-Name";
    public static final String HEADER_PARAM_PREFIX = "Mcp-Param-";
    public static final String HEADER_SESSION = "Mcp-Session-Id";
    /** The last event that was seen of a stream that is to go on (legacy era). */
    public static final String HEADER_LAST_EVENT = "Last-Event-ID";
    /** The task in which a call is made, for clients that cannot set `_meta`. */
    public static final String HEADER_TASK = "Interlock-Task";
    /** The credential of a break-glass lane, a secret of whoever sends it. */
    public static final String HEADER_LANE_CREDENTIAL = "Interlock-Lane-Credential";
}
