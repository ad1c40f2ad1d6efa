package dev.interlock.server.door.mcp.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.Conversation.Question;
import java.util.List;
import java.util.Optional;

/** The kinds of questions that a server can ask a client, and the answers that fit them. */
public enum QuestionKind {
    ELICITATION("elicitation", Names.ELICIT),
    SAMPLING("sampling", Names.SAMPLE),
    ROOTS("roots", Names.ROOTS_LIST);

    private static final String MODE = "mode";
    private static final String FORM = "form";
    private static final String URL = "url";

    private final String capability;
    private final String method;

    QuestionKind(String capability, String method) {
        this.capability = capability;
        this.method = method;
    }

    public static Optional<QuestionKind> of(String method) {
        for (QuestionKind each : values()) {
            if (each.method.equals(method)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** The capability of clients that answer it. */
    public String capability() {
        return capability;
    }

    /** Parts of the capability that a client may have or not. */
    List<String> variants() {
        return switch (this) {
            case ELICITATION -> List.of(FORM, URL);
            case SAMPLING -> List.of("context", "tools");
            case ROOTS -> List.of();
        };
    }

    /** Returns the known capabilities by name, without the other contents that a client declares. */
    public static ObjectNode known(ObjectNode declared) {
        ObjectNode known = Json.object();
        for (QuestionKind kind : values()) {
            if (declared.path(kind.capability) instanceof ObjectNode own) {
                ObjectNode named = known.putObject(kind.capability);
                kind.variants().stream().filter(own::has).forEach(named::putObject);
            }
        }
        return known;
    }

    /** Returns whether a client with these capabilities can be asked the question. */
    public boolean declared(ObjectNode capabilities, Question question) {
        JsonNode own = capabilities.path(capability);
        if (!own.isObject() || this != ELICITATION) {
            return own.isObject();
        }
        return switch (mode(question)) {
            // Before there were two modes a client declared no more than that it can be asked.
            case FORM -> own.has(FORM) || !own.has(URL);
            case URL -> own.has(URL);
            default -> false;
        };
    }

    /** Returns the capabilities that a client has to declare to be asked the question. */
    public ObjectNode required(Question question) {
        ObjectNode required = Json.object();
        ObjectNode own = required.putObject(capability);
        if (this == ELICITATION) {
            own.putObject(mode(question));
        }
        return required;
    }

    private static String mode(Question question) {
        JsonNode mode = question.params().path(MODE);
        return mode.isMissingNode() ? FORM : mode.asText();
    }

    /** Returns why an answer does not fit such a question, if it does not. An error is an answer. */
    public Optional<String> wrong(Message.Answer answer) {
        return switch (answer) {
            case Message.Answer.Failed failed -> Optional.empty();
            case Message.Answer.Result(JsonNode result) -> wrong(result);
        };
    }

    private Optional<String> wrong(JsonNode result) {
        return switch (this) {
            case ELICITATION -> {
                JsonNode content = result.path("content");
                boolean action = switch (result.path("action").asText()) {
                    case "accept", "decline", "cancel" -> true;
                    default -> false;
                };
                yield action && (content.isMissingNode() || content.isObject())
                        ? Optional.empty()
                        : Optional.of(
                                "an object with `action`: `accept`, `decline` or `cancel`, and optionally `content`");
            }
            case SAMPLING ->
                result.path("role").isTextual()
                                && result.path("model").isTextual()
                                && result.path("content").isContainerNode()
                        ? Optional.empty()
                        : Optional.of("an object with `role`, `content` and `model`");
            case ROOTS ->
                result.path("roots").isArray() && allRoots(result.path("roots"))
                        ? Optional.empty()
                        : Optional.of("an object with `roots`, each with a `uri`");
        };
    }

    private static boolean allRoots(JsonNode roots) {
        for (JsonNode root : roots) {
            if (!root.path("uri").isTextual()) {
                return false;
            }
        }
        return true;
    }
}
