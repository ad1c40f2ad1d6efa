package dev.interlock.server.door.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.interlock.policy.catalog.NoEffect;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.RequestTarget;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import dev.interlock.server.json.Spool;
import dev.interlock.server.json.SpooledText;
import dev.interlock.server.openapi.Operation;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.Evidence;
import dev.interlock.server.upstream.http.HttpMeaning;
import dev.interlock.server.upstream.rest.Payload;
import dev.interlock.server.upstream.rest.RestApi;
import dev.interlock.server.upstream.rest.RestOutcome;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The meaning of an API's answer for a call. A success is a result in the form of MCP, so that readers of results read
 * these too: the body as its text, and the names of objects as its structured content, which the catalogue calls {@code
 * result}: the members of a JSON object, and under {@code Location} the path parameters that the header of this name
 * names. The headers that go on stand beside it, so that the agent gets nothing that was not looked at.
 */
final class Meaning {

    static final String LOCATION = "Location";

    private final RestApi api;
    private final JsonReader json;

    Meaning(RestApi api, int answerBytes) {
        this.api = api;
        this.json = new JsonReader(JsonLimits.answers().withMaxBytes(answerBytes));
    }

    CallOutcome of(Operation operation, RestOutcome sent) {
        return switch (sent) {
            case RestOutcome.NotSent(String reason) -> new CallOutcome.RefusedBeforeEffect("unreachable", reason);
            case RestOutcome.Lost(String reason, boolean late) -> open(operation, reason, Evidence.NONE);
            case RestOutcome.Answered answer -> of(operation, answer);
        };
    }

    private CallOutcome of(Operation operation, RestOutcome.Answered answer) {
        int status = answer.status();
        Evidence evidence = evidence(answer);
        // 407: a proxy on the way, which passed nothing on.
        if (HttpMeaning.turnsAway(status) || status == 407) {
            Optional<ObjectNode> content =
                    isForTheAgent(answer) ? Optional.of(result(operation, answer, Optional.empty())) : Optional.empty();
            return new CallOutcome.RefusedBeforeEffect(
                    "http-" + status,
                    "the API refused the request with HTTP status " + status,
                    Optional.empty(),
                    content,
                    evidence);
        }
        if (status / 100 != 2 && (status / 100 != 4 || status == 408)) {
            return open(operation, "the API answered with HTTP status " + status, evidence);
        }
        if (isEncoded(answer)) {
            return open(operation, "the API encoded its answer although it was asked not to", evidence);
        }
        return status / 100 == 2
                ? success(operation, answer)
                // An error by its own account; the catalogue says whether that means that nothing was done.
                : new CallOutcome.Result(result(operation, answer, Optional.empty()), true, evidence);
    }

    /** A refusal that is about the agent's request, not about the gateway's own credential or address. */
    private static boolean isForTheAgent(RestOutcome.Answered refusal) {
        int status = refusal.status();
        return status / 100 == 4 && status != 401 && status != 407 && !isEncoded(refusal);
    }

    private static boolean isEncoded(RestOutcome.Answered answer) {
        return !answer.header("Content-Encoding").orElse("identity").equalsIgnoreCase("identity");
    }

    /**
     * Returns the outcome of a call without a clear answer. Where HTTP says that the request changes nothing, the
     * catalogue may say so too; otherwise the outcome is unknown.
     */
    private static CallOutcome open(Operation operation, String reason, Evidence evidence) {
        return operation.safe()
                ? new CallOutcome.NoContent(reason, Optional.empty(), evidence)
                : new CallOutcome.Unknown(reason, Optional.empty(), evidence);
    }

    /** The evidence that a refusal gives of an effect; a success gives none of that kind. */
    private static Evidence evidence(RestOutcome.Answered answer) {
        int status = answer.status();
        if (status < 300) {
            return Evidence.NONE;
        }
        Set<NoEffect.Sign> signs = new HashSet<>(
                Evidence.ofStatus(status, answer.header("WWW-Authenticate").isPresent(), false));
        if (status / 100 == 4 && status != 408) {
            signs.add(NoEffect.Sign.IS_ERROR);
        }
        return Evidence.of(signs);
    }

    private CallOutcome success(Operation operation, RestOutcome.Answered answer) {
        // An answer that lies in a file is nobody's to read here: it names no objects.
        if (!isJson(answer) || !(answer.body() instanceof Payload.Whole(byte[] bytes)) || bytes.length == 0) {
            return new CallOutcome.Result(result(operation, answer, Optional.empty()), false);
        }
        return switch (json.read(bytes)) {
            case JsonReader.Outcome.Value(JsonNode tree) ->
                new CallOutcome.Result(result(operation, answer, Optional.of(tree)), false);
            case JsonReader.Outcome.Refused(boolean wellFormed, String defect) ->
                open(operation, "the API's answer cannot be interpreted: " + defect, Evidence.NONE);
        };
    }

    private ObjectNode result(Operation operation, RestOutcome.Answered answer, Optional<JsonNode> body) {
        ObjectNode result = Json.object();
        var content = result.putArray("content");
        if (answer.body().length() > 0) {
            content.addObject().put("type", "text").set("text", text(answer.body()));
        }
        ObjectNode headers = result.putObject("headers");
        PassedAnswer.headers(api, operation, answer).forEach(headers::put);
        ObjectNode structured = Json.object();
        if (body.orElse(null) instanceof ObjectNode object) {
            structured.setAll(object);
        }
        if (!structured.has(LOCATION)) {
            location(answer).ifPresent(named -> {
                ObjectNode parameters = structured.putObject(LOCATION);
                named.forEach(parameters::put);
            });
        }
        if (!structured.isEmpty()) {
            result.set("structuredContent", structured);
        }
        return result;
    }

    private Optional<Map<String, String>> location(RestOutcome.Answered answer) {
        return answer.only(LOCATION)
                .flatMap(reference -> below(api.base(), answer.target(), reference))
                .flatMap(this::variables);
    }

    private Optional<Map<String, String>> variables(String rawPath) {
        try {
            return api.description()
                    .variables(RequestTarget.passedSegments(rawPath))
                    .filter(named -> !named.isEmpty());
        } catch (Refusal e) {
            return Optional.empty();
        }
    }

    /** The path below the API's own address to which a reference of it leads; empty when it leads elsewhere. */
    static Optional<String> below(URI base, URI target, String reference) {
        URI found;
        try {
            found = target.resolve(reference);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        boolean same = base.getScheme().equalsIgnoreCase(found.getScheme())
                && base.getRawAuthority().equalsIgnoreCase(String.valueOf(found.getRawAuthority()));
        String path = found.getRawPath();
        return same && path != null && path.startsWith(base.getRawPath() + "/")
                ? Optional.of(path.substring(base.getRawPath().length()))
                : Optional.empty();
    }

    private static boolean isJson(RestOutcome.Answered answer) {
        String type = answer.header("Content-Type")
                .orElse("")
                .toLowerCase(Locale.ROOT)
                .split(";", 2)[0]
                .strip();
        return type.equals("application/json") || type.endsWith("+json");
    }

    /**
     * Returns the body as a text. A body that is no UTF-8 keeps its ASCII characters, so that a search for words in the
     * result finds those.
     */
    private static JsonNode text(Payload body) {
        return switch (body) {
            case Payload.Whole(byte[] bytes) -> TextNode.valueOf(text(bytes));
            case Payload.Filed(Spool file) -> SpooledText.of(file);
        };
    }

    private static String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(body, StandardCharsets.ISO_8859_1);
        }
    }
}
