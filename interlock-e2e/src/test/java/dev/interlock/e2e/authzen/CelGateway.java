package dev.interlock.e2e.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.PlainJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway that knows COAZ does with a mapping: fills in its expressions with an evaluator of CEL that is not ours, over the
 * parameters of a request and the claims of its token.
 */
final class CelGateway {

    private static final CelCompiler COMPILER = CelCompilerFactory.standardCelCompilerBuilder()
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("params", SimpleType.DYN)
            .addVar("token", SimpleType.DYN)
            .addLibraries(CelExtensions.optional())
            .build();

    private static final CelRuntime RUNTIME = CelRuntimeFactory.standardCelRuntimeBuilder()
            .addLibraries(CelExtensions.optional())
            .build();

    private final ObjectNode mapping;
    private final String server;

    /** @param mapping as `interlock coaz` prints it */
    CelGateway(ObjectNode mapping, String server) {
        this.mapping = mapping;
        this.server = server;
    }

    /** What becomes of a request. */
    sealed interface Step {
        /** It goes on unasked. */
        record Passes() implements Step {}

        /** It is refused unasked. */
        record Refused() implements Step {}

        record Asks(ObjectNode evaluation) implements Step {}
    }

    Step step(String method, ObjectNode params, Map<String, Object> token) {
        for (JsonNode passing : mapping.path("pass_through")) {
            String text = passing.asText();
            boolean open = text.endsWith("*");
            if (open ? method.startsWith(text.substring(0, text.length() - 1)) : method.equals(text)) {
                return new Step.Passes();
            }
        }
        JsonNode ofServer = mapping.path("servers").path(server);
        JsonNode declared = method.equals("tools/call")
                ? ofServer.path("tools").path(params.path("name").asText()).path("x-authzen-mapping")
                : Json.object().path("absent");
        JsonNode template = declared.isMissingNode() ? ofServer.path("methods").path(method) : declared;
        if (!(template.get("evaluation") instanceof ObjectNode evaluation)) {
            return new Step.Refused();
        }
        Map<String, Object> inputs = Map.of("params", PlainJson.of(params), "token", token);
        ObjectNode asked = (ObjectNode) filled(evaluation, inputs).orElseThrow();
        Object claimed = token.get(mapping.at("/subject/claim").asText());
        if (!asked.at("/subject/id").asText().equals(claimed)) {
            throw new AssertionError("the subject is not that of the token: " + asked);
        }
        return new Step.Asks(asked);
    }

    /** Empty where an optional expression has no value. */
    private static Optional<JsonNode> filled(JsonNode template, Map<String, Object> inputs) {
        if (template instanceof ObjectNode object) {
            ObjectNode out = Json.object();
            object.properties()
                    .forEach(member ->
                            filled(member.getValue(), inputs).ifPresent(value -> out.set(member.getKey(), value)));
            return Optional.of(out);
        }
        if (!template.isTextual() || !template.textValue().startsWith("$")) {
            return Optional.of(template);
        }
        String text = template.textValue().substring(1);
        return text.startsWith("$") ? Optional.of(Json.object().textNode(text)) : json(value(text, inputs));
    }

    private static Object value(String expression, Map<String, Object> inputs) {
        try {
            return RUNTIME.createProgram(COMPILER.compile(expression).getAst()).eval(inputs);
        } catch (CelValidationException | CelEvaluationException e) {
            throw new AssertionError(expression, e);
        }
    }

    private static Optional<JsonNode> json(@Nullable Object value) {
        return switch (value) {
            case Optional<?> optional -> optional.isEmpty() ? Optional.empty() : json(optional.get());
            case Map<?, ?> map -> {
                ObjectNode object = Json.object();
                map.forEach((name, member) -> json(member).ifPresent(node -> object.set(String.valueOf(name), node)));
                yield Optional.of(object);
            }
            case List<?> list -> {
                ArrayNode array = Json.array();
                list.forEach(item -> json(item).ifPresent(array::add));
                yield Optional.of(array);
            }
            case String text -> Optional.of(Json.object().textNode(text));
            case Boolean flag -> Optional.of(Json.object().booleanNode(flag));
            case Long number -> Optional.of(Json.object().numberNode(number));
            case null, default -> throw new AssertionError("no JSON: " + value);
        };
    }
}
