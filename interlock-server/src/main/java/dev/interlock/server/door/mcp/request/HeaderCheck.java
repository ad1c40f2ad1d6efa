package dev.interlock.server.door.mcp.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.http.server.RequestHeaders;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.HeaderValue;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.ParamHeaders;
import java.util.Optional;

/**
 * Compares headers with the body they mirror. Decisions are made on the body; a header that says something else is meant
 * for somebody who decides on headers, and the request is refused in either era.
 */
public final class HeaderCheck {
    private HeaderCheck() {}

    /** @param required in the modern era they must be there, in the legacy one nobody sends them */
    public static Optional<String> standard(
            RequestHeaders headers, String method, ObjectNode params, boolean required) {
        Optional<String> wrong = exact(headers, Names.HEADER_METHOD, method, required, false);
        if (wrong.isPresent()) {
            return wrong;
        }
        String mirrored = switch (method) {
            case Names.TOOLS_CALL, Names.PROMPTS_GET -> "name";
            case Names.RESOURCES_READ -> "uri";
            case Names.TASKS_GET, Names.TASKS_UPDATE, Names.TASKS_CANCEL -> "taskId";
            default -> "";
        };
        if (!mirrored.isEmpty()) {
            String value = Json.string(params, mirrored);
            // A body without the value is refused for that, with a better message.
            return value == null ? Optional.empty() : exact(headers, Names.HEADER_NAME, value, required, true);
        }
        return headers.first(Names.HEADER_NAME)
                .map(any -> "header `" + Names.HEADER_NAME + "` does not belong to `" + method + "`: leave it out");
    }

    public static Optional<String> version(RequestHeaders headers, String version, boolean required) {
        return exact(headers, Names.HEADER_VERSION, version, required, false);
    }

    private static Optional<String> exact(
            RequestHeaders headers, String header, String value, boolean required, boolean encoded) {
        Optional<String> given = headers.first(header);
        if (given.isEmpty()) {
            return required
                    ? Optional.of("header `" + header + "` is missing: repeat the value from the body")
                    : Optional.empty();
        }
        Optional<String> decoded = encoded ? given.flatMap(HeaderValue::decode) : given;
        return decoded.filter(value::equals).isPresent()
                ? Optional.empty()
                : Optional.of("header `" + header + "` is `" + shown(given.get()) + "`, but the body has `"
                        + shown(value) + "`: both must be equal");
    }

    /** The `Mcp-Param-*` headers that the tool's schema asks for; others are nobody's here and pass. */
    public static Optional<String> params(RequestHeaders headers, ObjectNode tool, ObjectNode arguments) {
        return switch (ParamHeaders.of(tool.path("inputSchema"))) {
            case ParamHeaders.Outcome.Invalid invalid -> Optional.empty();
            case ParamHeaders.Outcome.Valid(ParamHeaders mirrored) -> mirrored.check(arguments, headers::first);
        };
    }

    private static String shown(String value) {
        return value.length() <= 80 ? value : value.substring(0, 77) + "...";
    }
}
