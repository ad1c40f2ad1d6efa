package dev.interlock.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.fixture.Schemas;
import dev.interlock.server.mcp.Era;
import java.util.Map;

/** Judges whole messages by the official schema of their era: the envelope, and what is in it by its method. */
final class Judge {
    private static final Map<String, String> REQUESTS = Map.ofEntries(
            Map.entry("server/discover", "Discover"),
            Map.entry("initialize", "Initialize"),
            Map.entry("ping", "Ping"),
            Map.entry("logging/setLevel", "SetLevel"),
            Map.entry("tools/list", "ListTools"),
            Map.entry("tools/call", "CallTool"),
            Map.entry("resources/list", "ListResources"),
            Map.entry("resources/templates/list", "ListResourceTemplates"),
            Map.entry("resources/read", "ReadResource"),
            Map.entry("resources/subscribe", "Subscribe"),
            Map.entry("resources/unsubscribe", "Unsubscribe"),
            Map.entry("prompts/list", "ListPrompts"),
            Map.entry("prompts/get", "GetPrompt"),
            Map.entry("completion/complete", "Complete"),
            Map.entry("subscriptions/listen", "SubscriptionsListen"),
            Map.entry("sampling/createMessage", "CreateMessage"),
            Map.entry("elicitation/create", "Elicit"),
            Map.entry("roots/list", "ListRoots"));

    private static final Map<String, String> NOTIFICATIONS = Map.ofEntries(
            Map.entry("notifications/initialized", "InitializedNotification"),
            Map.entry("notifications/cancelled", "CancelledNotification"),
            Map.entry("notifications/progress", "ProgressNotification"),
            Map.entry("notifications/message", "LoggingMessageNotification"),
            Map.entry("notifications/tools/list_changed", "ToolListChangedNotification"),
            Map.entry("notifications/prompts/list_changed", "PromptListChangedNotification"),
            Map.entry("notifications/resources/list_changed", "ResourceListChangedNotification"),
            Map.entry("notifications/resources/updated", "ResourceUpdatedNotification"),
            Map.entry("notifications/roots/list_changed", "RootsListChangedNotification"),
            Map.entry("notifications/subscriptions/acknowledged", "SubscriptionsAcknowledgedNotification"));

    private static final Map<Integer, String> ERRORS = Map.of(
            -32020, "HeaderMismatchError",
            -32021, "MissingRequiredClientCapabilityError",
            -32022, "UnsupportedProtocolVersionError");

    private Judge() {}

    /** A request or a notification. */
    static void sent(Era era, JsonNode message) {
        String method = message.path("method").asText();
        if (!message.has("id")) {
            Schemas.assertValid(era, "JSONRPCNotification", message);
            // Those of the tasks extension are in no schema here.
            if (!method.equals("notifications/tasks")) {
                Schemas.assertValid(era, known(NOTIFICATIONS, method), message);
            }
            return;
        }
        Schemas.assertValid(era, "JSONRPCRequest", message);
        if (!method.startsWith("tasks/")) {
            Schemas.assertValid(era, known(REQUESTS, method) + "Request", message);
        }
    }

    /** The response to a request with this method. */
    static void answered(Era era, String method, JsonNode message) {
        if (message.has("error")) {
            Schemas.assertValid(era, "JSONRPCErrorResponse", message);
            String named = ERRORS.get(message.path("error").path("code").asInt());
            if (named != null) {
                Schemas.assertValid(era, named, message);
            }
            return;
        }
        Schemas.assertValid(era, "JSONRPCResultResponse", message);
        JsonNode result = message.path("result");
        String type = result.path("resultType").asText();
        if (type.equals("input_required")) {
            Schemas.assertValid(era, "InputRequiredResult", result);
        } else if (!type.equals("task") && !method.startsWith("tasks/")) {
            Schemas.assertValid(era, definition(era, method), result);
        }
    }

    private static String definition(Era era, String method) {
        return switch (method) {
            case "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe" -> "EmptyResult";
            default -> {
                assert era == Era.MODERN || !method.equals("server/discover");
                yield known(REQUESTS, method) + "Result";
            }
        };
    }

    private static String known(Map<String, String> names, String method) {
        String name = names.get(method);
        if (name == null) {
            throw new AssertionError("no message of the protocol has the method `" + method + "`");
        }
        return name;
    }
}
