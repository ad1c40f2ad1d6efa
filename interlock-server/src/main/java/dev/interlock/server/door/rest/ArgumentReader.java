package dev.interlock.server.door.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.RateLimiter;
import dev.interlock.server.http.server.Guard;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Request;
import dev.interlock.server.http.server.RequestHeaders;
import dev.interlock.server.http.server.RequestTarget;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import dev.interlock.server.openapi.BodySchema;
import dev.interlock.server.openapi.Operation;
import dev.interlock.server.openapi.Parameter;
import dev.interlock.server.openapi.ValueType;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads the arguments of the call from a request: {@code path}, {@code query} and {@code header} hold the parameters by
 * name, {@code body} the body. The groups keep names apart, so that a parameter never hides another or a member of the
 * body.
 *
 * <p>INVARIANT: whatever reaches the API stands in the arguments, which are what is decided on.
 */
final class ArgumentReader {

    private final JsonLimits limits;
    private final JsonReader json;

    ArgumentReader(JsonLimits limits) {
        this.limits = limits;
        this.json = new JsonReader(limits);
    }

    /**
     * Reads the arguments.
     *
     * @param path values of the path's variables
     * @param visit the request's place among those that the rate limiter let in
     */
    ObjectNode read(Operation operation, Map<String, String> path, Request in, RateLimiter.Visit visit)
            throws Refusal, IOException {
        ObjectNode arguments = Json.object();
        ObjectNode ofPath = arguments.putObject(Parameter.Place.PATH.group());
        ObjectNode ofQuery = arguments.putObject(Parameter.Place.QUERY.group());
        ObjectNode ofHeader = arguments.putObject(Parameter.Place.HEADER.group());
        Map<String, List<String>> query = RequestTarget.query(in.query());
        Set<String> unknown = new TreeSet<>(query.keySet());
        for (Parameter parameter : operation.parameters()) {
            switch (parameter.in()) {
                case PATH -> ofPath.set(parameter.name(), value(parameter, path.getOrDefault(parameter.name(), "")));
                case QUERY -> {
                    unknown.remove(parameter.name());
                    query(parameter, query.getOrDefault(parameter.name(), List.of()))
                            .ifPresent(value -> ofQuery.set(parameter.name(), value));
                }
                case HEADER ->
                    header(parameter, in.headers()).ifPresent(value -> ofHeader.set(parameter.name(), value));
            }
        }
        if (!unknown.isEmpty()) {
            String known = operation.parameters().stream()
                    .filter(parameter -> parameter.in() == Parameter.Place.QUERY)
                    .map(parameter -> "`" + parameter.name() + "`")
                    .collect(Collectors.joining(", "));
            throw Refusal.invalid("`" + operation.name() + "` has no query parameter `"
                    + shown(unknown.iterator().next()) + "`"
                    + (known.isEmpty() ? "; it has none" : "; it has " + known));
        }
        body(operation, in, visit).ifPresent(body -> arguments.set("body", body));
        return arguments;
    }

    private static Optional<JsonNode> query(Parameter parameter, List<String> raw) throws Refusal {
        if (raw.isEmpty()) {
            return absent(parameter);
        }
        String what = what(parameter);
        if (raw.size() > 1 && parameter.many() != Parameter.Many.REPEATED) {
            throw Refusal.invalid(what + " occurs more than once: send it once");
        }
        return Optional.of(
                switch (parameter.many()) {
                    case NO -> value(parameter, RequestTarget.decoded(raw.getFirst(), what));
                    case REPEATED -> list(parameter, raw);
                    case COMMAS -> list(parameter, List.of(raw.getFirst().split(",", -1)));
                });
    }

    private static ArrayNode list(Parameter parameter, List<String> raw) throws Refusal {
        ArrayNode list = Json.array();
        for (String one : raw) {
            String text = RequestTarget.decoded(one, what(parameter));
            if (parameter.many() == Parameter.Many.COMMAS && text.indexOf(',') >= 0) {
                throw Refusal.invalid(what(parameter) + " has an encoded comma in one of its values");
            }
            list.add(value(parameter, text));
        }
        return list;
    }

    private static Optional<JsonNode> header(Parameter parameter, RequestHeaders headers) throws Refusal {
        List<String> all = headers.all(parameter.name());
        if (all.isEmpty()) {
            return absent(parameter);
        }
        if (all.size() > 1) {
            throw Refusal.invalid(what(parameter) + " occurs more than once: send it once");
        }
        String text = all.getFirst().strip();
        if (!text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw Refusal.invalid(what(parameter) + " has a character that is not printable ASCII");
        }
        return Optional.of(value(parameter, text));
    }

    private static Optional<JsonNode> absent(Parameter parameter) throws Refusal {
        if (parameter.required()) {
            throw Refusal.invalid(what(parameter) + " is missing");
        }
        return Optional.empty();
    }

    private static JsonNode value(Parameter parameter, String text) throws Refusal {
        return switch (parameter.type().read(text)) {
            case ValueType.Reading.Value(JsonNode value) -> value;
            case ValueType.Reading.Wrong(String expected) ->
                throw Refusal.invalid(what(parameter) + " must be " + expected);
        };
    }

    private static String what(Parameter parameter) {
        return switch (parameter.in()) {
            case PATH -> "the path parameter `" + parameter.name() + "`";
            case QUERY -> "the query parameter `" + parameter.name() + "`";
            case HEADER -> "the header `" + parameter.name() + "`";
        };
    }

    // --- the body

    private Optional<JsonNode> body(Operation operation, Request in, RateLimiter.Visit visit)
            throws Refusal, IOException {
        Guard.checkEncoding(in.headers());
        byte[] text = in.body(limits.maxBytes() + 1);
        visit.weighs(text.length);
        Optional<Operation.Body> taken = operation.body();
        if (text.length == 0) {
            if (taken.map(Operation.Body::required).orElse(false)) {
                throw Refusal.invalid("`" + operation.name() + "` needs a body: send one");
            }
            return Optional.empty();
        }
        if (taken.isEmpty()) {
            throw Refusal.invalid("`" + operation.name() + "` takes no body: leave it out");
        }
        if (text.length > limits.maxBytes()) {
            throw new Refusal(
                    413,
                    Refusal.INVALID,
                    "the body is longer than " + limits.maxBytes() + " bytes: send less in one request");
        }
        BodySchema schema = schema(operation, taken.get(), in.headers());
        return switch (json.read(text)) {
            case JsonReader.Outcome.Value(JsonNode tree) -> {
                Optional<String> defect = schema.defect(tree);
                if (defect.isPresent()) {
                    throw Refusal.invalid(
                            defect.get() + ", according to the description of `" + operation.name() + "`");
                }
                yield Optional.of(tree);
            }
            case JsonReader.Outcome.Refused(boolean wellFormed, String defect) ->
                throw Refusal.invalid("the body: " + defect);
        };
    }

    private static BodySchema schema(Operation operation, Operation.Body body, RequestHeaders headers) throws Refusal {
        String type = sentType(headers);
        BodySchema schema = body.schemas().get(type);
        if (schema == null) {
            throw new Refusal(
                    415,
                    Refusal.INVALID,
                    "`" + operation.name() + "` does not accept content type `" + shown(type) + "`: send "
                            + String.join(" or ", new TreeSet<>(body.schemas().keySet())) + " in UTF-8");
        }
        return schema;
    }

    /** The media type of the body in lower case; with its parameters if there are others than that it is UTF-8. */
    static String sentType(RequestHeaders headers) {
        String given = headers.first("content-type").orElse("").toLowerCase(Locale.ROOT);
        String[] parts = given.split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (!Guard.isUtf8(parameter)) {
                return given;
            }
        }
        return parts[0].strip();
    }

    private static String shown(String text) {
        String cut = text.length() <= 80 ? text : text.substring(0, 77) + "...";
        return cut.replaceAll("\\p{C}", "?");
    }
}
