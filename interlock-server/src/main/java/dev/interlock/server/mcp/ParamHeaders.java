package dev.interlock.server.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.CanonicalForm;
import dev.interlock.server.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The arguments of one tool that travel a second time, as `Mcp-Param-*` headers, because its input schema says so with
 * `x-mcp-header` (MCP 2026-07-28, Streamable HTTP, "Custom Headers from Tool Parameters"). Immutable.
 */
public final class ParamHeaders {
    private static final String KEYWORD = "x-mcp-header";
    private static final BigDecimal SAFE = BigDecimal.valueOf((1L << 53) - 1);
    private static final int MAX_DEPTH = 64;

    /** The outcome of reading a schema. */
    public sealed interface Outcome {
        record Valid(ParamHeaders headers) implements Outcome {}

        /** The schema breaks a rule; a tool that has it must not be offered. */
        record Invalid(String reason) implements Outcome {}
    }

    private record Param(String header, List<String> path) {}

    private final List<Param> params;

    private ParamHeaders(List<Param> params) {
        this.params = List.copyOf(params);
    }

    /** Reads the annotations of an `inputSchema`. */
    public static Outcome of(JsonNode schema) {
        List<Param> found = new ArrayList<>();
        Optional<String> defect = walk(schema, List.of(), true, found, 0);
        if (defect.isPresent()) {
            return new Outcome.Invalid(defect.get());
        }
        Set<String> seen = new HashSet<>();
        for (Param param : found) {
            if (!seen.add(param.header().toLowerCase(Locale.ROOT))) {
                return new Outcome.Invalid("two parameters have the same header `" + param.header() + "`");
            }
        }
        return new Outcome.Valid(new ParamHeaders(found));
    }

    /**
     * Looks into every object of the schema, whatever keyword leads to it: an annotation that is not reached by
     * `properties` alone makes the whole tool invalid.
     */
    private static Optional<String> walk(
            JsonNode schema, List<String> path, boolean reachable, List<Param> found, int depth) {
        if (depth > MAX_DEPTH) {
            return Optional.of("its input schema is nested too deeply");
        }
        if (schema.isArray()) {
            for (JsonNode item : schema) {
                Optional<String> defect = walk(item, path, false, found, depth + 1);
                if (defect.isPresent()) {
                    return defect;
                }
            }
            return Optional.empty();
        }
        if (!(schema instanceof ObjectNode object)) {
            return Optional.empty();
        }
        JsonNode annotation = object.get(KEYWORD);
        if (annotation != null) {
            Optional<String> defect = annotated(object, annotation, path, reachable, found);
            if (defect.isPresent()) {
                return defect;
            }
        }
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String keyword = member.getKey();
            JsonNode value = member.getValue();
            boolean named = keyword.equals("properties")
                    || keyword.equals("$defs")
                    || keyword.equals("patternProperties")
                    || keyword.equals("dependentSchemas");
            Optional<String> defect = Optional.empty();
            if (named && value.isObject()) {
                for (Map.Entry<String, JsonNode> property : value.properties()) {
                    List<String> longer = new ArrayList<>(path);
                    longer.add(property.getKey());
                    boolean still = reachable && keyword.equals("properties");
                    defect = walk(property.getValue(), longer, still, found, depth + 1);
                    if (defect.isPresent()) {
                        return defect;
                    }
                }
            } else if (!isData(keyword)) {
                defect = walk(value, path, false, found, depth + 1);
            }
            if (defect.isPresent()) {
                return defect;
            }
        }
        return Optional.empty();
    }

    /** Keywords whose value is an instance, not a schema. */
    private static boolean isData(String keyword) {
        return switch (keyword) {
            case "const", "enum", "default", "examples" -> true;
            default -> false;
        };
    }

    private static Optional<String> annotated(
            ObjectNode schema, JsonNode annotation, List<String> path, boolean reachable, List<Param> found) {
        String place = "`" + String.join(".", path) + "`";
        if (!annotation.isTextual() || !isToken(annotation.textValue())) {
            return Optional.of("the " + KEYWORD + " of " + place + " is not a header name");
        }
        if (!reachable || path.isEmpty()) {
            return Optional.of("the " + KEYWORD + " of " + place + " cannot be reached through `properties` only");
        }
        String type = Optional.ofNullable(Json.string(schema, "type")).orElse("");
        if (!Set.of("string", "integer", "boolean").contains(type)) {
            return Optional.of(
                    "the " + KEYWORD + " of " + place + " is on a type other than string, integer or boolean");
        }
        found.add(new Param(annotation.textValue(), path));
        return Optional.empty();
    }

    private static boolean isToken(String name) {
        return !name.isEmpty()
                && name.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
    }

    /** The headers, full name to encoded value, that go with these arguments. */
    public Map<String, String> produce(ObjectNode arguments) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Param param : params) {
            text(at(arguments, param.path()))
                    .ifPresent(value ->
                            headers.put(Names.HEADER_PARAM_PREFIX + param.header(), HeaderValue.encode(value)));
        }
        return headers;
    }

    /** A look-up of one header by name, ignoring case. */
    public interface Lookup {
        Optional<String> get(String header);
    }

    /** Returns the disagreement between the arguments of a call and its headers, if there is one. */
    public Optional<String> check(ObjectNode arguments, Lookup headers) {
        for (Param param : params) {
            String name = Names.HEADER_PARAM_PREFIX + param.header();
            Optional<String> header = headers.get(name);
            JsonNode argument = at(arguments, param.path());
            boolean absent = argument.isMissingNode() || argument.isNull();
            if (absent != header.isEmpty()) {
                return Optional.of(
                        absent
                                ? "header `" + name + "` is present, but the argument `"
                                        + String.join(".", param.path()) + "` is not"
                                : "header `" + name + "` is missing: mirror the argument `"
                                        + String.join(".", param.path()) + "`");
            }
            if (header.isPresent() && !same(argument, header.get())) {
                return Optional.of("header `" + name + "` does not match the argument `"
                        + String.join(".", param.path()) + "` in the body");
            }
        }
        return Optional.empty();
    }

    private static boolean same(JsonNode argument, String header) {
        Optional<String> value = HeaderValue.decode(header);
        if (value.isEmpty()) {
            return false;
        }
        if (argument.isNumber()) {
            try {
                return value.get().length() <= 32
                        && argument.decimalValue().abs().compareTo(SAFE) <= 0
                        && new BigDecimal(value.get()).compareTo(argument.decimalValue()) == 0;
            } catch (NumberFormatException e) {
                return false;
            }
        }
        return text(argument).equals(value);
    }

    private static JsonNode at(ObjectNode arguments, List<String> path) {
        JsonNode node = arguments;
        for (String step : path) {
            node = node.path(step);
        }
        return node;
    }

    /** The text of a primitive value, or empty where there is none to mirror. */
    private static Optional<String> text(JsonNode value) {
        if (value.isTextual()) {
            return Optional.of(value.textValue());
        }
        if (value.isBoolean()) {
            return Optional.of(Boolean.toString(value.booleanValue()));
        }
        if (value.isNumber()) {
            return Optional.of(CanonicalForm.number(value));
        }
        return Optional.empty();
    }
}
