package dev.interlock.server.door.mcp.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.DenialForm;
import dev.interlock.server.enforce.ToolGate;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.LogLevel;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.render.Plain;
import dev.interlock.server.upstream.Conversation.Question;
import dev.interlock.server.upstream.UpstreamException;
import java.util.List;
import java.util.Optional;

/**
 * The server's own words that reach a caller without a result. They are short, as they are no content, and marked as
 * the server's. Only questions are whole, since a person has to answer them.
 *
 * <p>INVARIANT: no upstream speaks for Interlock.
 */
public final class ServerWords {
    /** Characters of a server's sentence. */
    private static final int MOST = 200;

    private static final String MESSAGE = "message";
    private static final String REQUIRED = "requiredCapabilities";

    private ServerWords() {}

    /** The error of a server: its code if that is not one of ours, and the beginning of its message. */
    public static RpcError theirs(
            String server, RpcError error, Era era, DenialForm denials, Optional<ObjectNode> decision) {
        int code = error.code();
        if (code == denials.code()
                || code == ErrorCode.REFUSED.code()
                || code == ErrorCode.UPSTREAM_UNAVAILABLE.code()) {
            code = ErrorCode.INTERNAL_ERROR.code();
        } else if (era == Era.MODERN && code == ErrorCode.RESOURCE_NOT_FOUND.code()) {
            code = ErrorCode.INVALID_PARAMS.code();
        }
        Optional<ObjectNode> data = decision.map(ServerWords::asData);
        if (code == ErrorCode.MISSING_CLIENT_CAPABILITY.code()) {
            ObjectNode required = data.orElseGet(Json::object);
            required.set(REQUIRED, capabilities(error));
            data = Optional.of(required);
        }
        return new RpcError(
                code, "server `" + server + "` says: " + cut(error.message()), data.map(JsonNode.class::cast));
    }

    /** Names of capabilities that there are, and nothing else. */
    private static ObjectNode capabilities(RpcError error) {
        JsonNode given = error.data().<JsonNode>map(data -> data.path(REQUIRED)).orElseGet(Json::object);
        ObjectNode named = Json.object();
        for (QuestionKind kind : QuestionKind.values()) {
            if (given.path(kind.capability()) instanceof ObjectNode capability) {
                ObjectNode own = named.putObject(kind.capability());
                kind.variants().stream().filter(capability::has).forEach(own::putObject);
            }
        }
        if (given.path("extensions").has(Names.EXTENSION_TASKS)) {
            named.putObject("extensions").putObject(Names.EXTENSION_TASKS);
        }
        return named;
    }

    static ObjectNode asData(ObjectNode decision) {
        ObjectNode data = Json.object();
        data.set(Names.META_DECISION, decision);
        return data;
    }

    /** The reason why a server cannot be asked; with its own words only if no rule asks what the caller has read. */
    public static String told(ToolGate gate, UpstreamException e) {
        return gate.asksWhatIsRead() ? e.own() : e.getMessage();
    }

    /** The beginning of what a server says. */
    public static String cut(String words) {
        return Plain.cut(words, MOST);
    }

    /** A report of progress, under the token of the caller. */
    public static ObjectNode progress(ObjectNode params, JsonNode token) {
        ObjectNode passed = Json.object();
        passed.set(Names.PROGRESS_TOKEN, token);
        for (String number : List.of("progress", "total")) {
            JsonNode value = params.path(number);
            if (value.isIntegralNumber() && value.canConvertToLong()) {
                passed.put(number, value.longValue());
            } else if (value.isNumber() && Double.isFinite(value.doubleValue())) {
                passed.put(number, value.doubleValue());
            }
        }
        String words = Json.string(params, MESSAGE);
        if (words != null) {
            passed.put(MESSAGE, cut(words));
        }
        return Message.notification(Names.PROGRESS, passed);
    }

    /** A report of progress with its numbers alone. */
    public static ObjectNode wordless(ObjectNode progress) {
        if (progress.get("params") instanceof ObjectNode params) {
            params.remove(MESSAGE);
        }
        return progress;
    }

    /** A log message, if it is severe enough; of a structure that is too long the beginning, as text. */
    public static Optional<ObjectNode> logged(ObjectNode params, LogLevel least) {
        Optional<LogLevel> level =
                Optional.ofNullable(Json.string(params, "level")).flatMap(LogLevel::of);
        JsonNode data = params.get("data");
        if (data == null || level.filter(given -> given.atLeast(least)).isEmpty()) {
            return Optional.empty();
        }
        ObjectNode passed = Json.object().put("level", level.get().label());
        String logger = Json.string(params, "logger");
        if (logger != null) {
            passed.put("logger", cut(logger));
        }
        if (data.isTextual()) {
            passed.put("data", cut(data.textValue()));
        } else {
            String text = Json.text(data);
            if (text.length() <= MOST) {
                passed.set("data", data);
            } else {
                passed.put("data", cut(text));
            }
        }
        return Optional.of(Message.notification(Names.MESSAGE, passed));
    }

    /** A question as the caller gets to see it: whole, and said to be the server's where a person reads it. */
    public static Question question(String server, Question question) {
        ObjectNode params = Json.object();
        params.setAll(question.params());
        notOurs(params);
        if (params.get("_meta") instanceof ObjectNode meta) {
            meta.remove(Names.PROGRESS_TOKEN); // nobody passes on reports of the caller
            if (meta.isEmpty()) {
                params.remove("_meta");
            }
        }
        params.remove("task"); // the answer is waited for
        String message = Json.string(params, MESSAGE);
        if (message != null && question.method().equals(Names.ELICIT)) {
            params.put(MESSAGE, "server `" + server + "` asks: " + message);
        }
        return new Question(question.method(), params);
    }

    /** Takes from what a server sent whatever stands under a name of ours. */
    public static void notOurs(ObjectNode sent) {
        ObjectNode meta = Json.child(sent, "_meta");
        if (meta != null) {
            ObjectNode kept = Json.object();
            meta.properties().stream()
                    .filter(member -> !member.getKey().startsWith(Names.META_OWN_PREFIX))
                    .forEach(member -> kept.set(member.getKey(), member.getValue()));
            sent.set("_meta", kept);
        }
    }
}
