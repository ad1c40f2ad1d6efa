package dev.interlock.server.door.mcp.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.LogLevel;
import dev.interlock.server.mcp.Names;
import java.util.Optional;

/**
 * The options of a request's client: the messages that it wants while the request is under way, and the questions that
 * it can be asked.
 *
 * @param progress the token under which it wants to hear of progress
 * @param logLevel the least severe log message that it wants
 * @param capabilities as it declares them
 */
public record ClientOptions(Optional<JsonNode> progress, Optional<LogLevel> logLevel, ObjectNode capabilities) {

    /** INVARIANT: nothing else of a caller's capabilities is kept, nor reaches a server: nobody decided on it. */
    public ClientOptions {
        ObjectNode known = QuestionKind.known(capabilities);
        if (capabilities.path(EXTENSIONS).path(Names.EXTENSION_TASKS).isObject()) {
            known.putObject(EXTENSIONS).putObject(Names.EXTENSION_TASKS);
        }
        capabilities = known;
    }

    private static final String EXTENSIONS = "extensions";

    /** The longest token of a caller, which every report of progress repeats. */
    private static final int MAX_TOKEN = 256;

    /** Returns the options of a request that carries everything itself. Its `_meta` has been checked. */
    public static ClientOptions modern(ObjectNode params) {
        ObjectNode meta = params.path("_meta") instanceof ObjectNode given ? given : Json.object();
        ObjectNode declared = Json.child(meta, Names.META_CAPABILITIES);
        return new ClientOptions(
                token(meta),
                Optional.ofNullable(Json.string(meta, Names.META_LOG_LEVEL)).flatMap(LogLevel::of),
                declared == null ? Json.object() : declared);
    }

    /** Returns the options of a request in a session. */
    public static ClientOptions inSession(ObjectNode params, Optional<LogLevel> logLevel, ObjectNode capabilities) {
        return new ClientOptions(token(params.path("_meta")), logLevel, capabilities);
    }

    private static Optional<JsonNode> token(JsonNode meta) {
        JsonNode token = meta.path(Names.PROGRESS_TOKEN);
        boolean usable = token.isIntegralNumber()
                || (token.isTextual() && token.textValue().length() <= MAX_TOKEN);
        return usable ? Optional.of(token) : Optional.empty();
    }

    /** Returns whether the client can take a task in the place of an answer. */
    public boolean takesTasks() {
        return capabilities.path(EXTENSIONS).path(Names.EXTENSION_TASKS).isObject();
    }

    /** Returns whether the client can be asked anything, so that its request can take more than one exchange. */
    public boolean answersQuestions() {
        for (QuestionKind kind : QuestionKind.values()) {
            if (capabilities.path(kind.capability()).isObject()) {
                return true;
            }
        }
        return false;
    }
}
