package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A call of a model, told by the attributes that OpenTelemetry's semantic conventions for generative AI give its span. It is
 * an observation of the tool {@code llm/OPERATION}, whose arguments are the attributes without their prefix: dots nest, so
 * {@code gen_ai.request.model} is {@code args.request.model}. Attributes of other conventions are left out.
 *
 * <p>Two arguments are added, so that rules need not read what was said: {@code roles}, the roles of the messages that the model
 * was given, and {@code requested_tools}, the names of the tools whose call it asked for.
 *
 * @param tool its name without the server
 * @param agent by {@code gen_ai.agent.name}
 */
record ModelCall(String tool, Optional<String> agent, ObjectNode arguments) {

    /** The server of all model calls in the catalogue. */
    static final String SERVER = "llm";

    /** The member of an observation. */
    static final String MEMBER = "attributes";

    private static final String PREFIX = "gen_ai.";
    private static final String OPERATION = "gen_ai.operation.name";
    private static final String AGENT = "gen_ai.agent.name";
    private static final List<String> MESSAGES =
            List.of("gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.system_instructions");
    private static final Pattern STEP = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final int MOST_STEPS = 8;
    /** The largest number of names that are added; more are not worth a rule. */
    private static final int MOST_NAMES = 100;

    private static final JsonReader READER = new JsonReader(JsonLimits.requests());

    /** Reads the attributes; what is wrong with them is told to the body that holds them. */
    static ModelCall of(Body body) {
        ObjectNode attributes = body.object(MEMBER);
        ObjectNode arguments = Json.object();
        attributes.properties().forEach(attribute -> {
            if (attribute.getKey().startsWith(PREFIX)) {
                Optional<String> wrong = put(
                        arguments,
                        attribute.getKey(),
                        MESSAGES.contains(attribute.getKey())
                                ? structured(attribute.getValue())
                                : attribute.getValue());
                wrong.ifPresent(why -> body.wrong(MEMBER, "`" + shown(attribute.getKey()) + "` " + why));
            }
        });
        String operation = Json.string(attributes, OPERATION);
        if (operation == null || !STEP.matcher(operation).matches()) {
            body.wrong(
                    MEMBER, "`" + OPERATION + "` is needed, such as `chat`: it names the tool `" + SERVER + "/chat`");
        }
        names(arguments, "roles", roles(arguments));
        names(arguments, "requested_tools", requested(arguments.path("output").path("messages")));
        return new ModelCall(
                operation == null ? "" : operation, Optional.ofNullable(Json.string(attributes, AGENT)), arguments);
    }

    /** Spans carry messages as one text of JSON, events as a list: either is the list. */
    private static @Nullable JsonNode structured(JsonNode value) {
        if (!value.isTextual()) {
            return value;
        }
        return switch (READER.read(value.textValue().getBytes(StandardCharsets.UTF_8))) {
            case JsonReader.Outcome.Value(JsonNode tree) -> tree;
            case JsonReader.Outcome.Refused refused -> null;
        };
    }

    /** Puts the attribute among the arguments. Returns what is wrong with it; then it is left out. */
    private static Optional<String> put(ObjectNode arguments, String name, @Nullable JsonNode value) {
        if (value == null || (MESSAGES.contains(name) && !value.isArray())) {
            return Optional.of("is not a list of messages");
        }
        List<String> steps = List.of(name.substring(PREFIX.length()).split("\\.", -1));
        if (steps.size() > MOST_STEPS
                || !steps.stream().allMatch(step -> STEP.matcher(step).matches())) {
            return Optional.of("is not a name that a catalogue can contain");
        }
        ObjectNode at = arguments;
        for (String step : steps.subList(0, steps.size() - 1)) {
            JsonNode next = at.get(step);
            if (next != null && !next.isObject()) {
                return Optional.of("is below another attribute");
            }
            at = next == null ? at.putObject(step) : (ObjectNode) next;
        }
        if (at.has(steps.getLast())) {
            return Optional.of("is above another attribute");
        }
        at.set(steps.getLast(), value);
        return Optional.empty();
    }

    private static Collection<String> roles(ObjectNode arguments) {
        var roles = new TreeSet<String>();
        if (!arguments.path("system_instructions").isEmpty()) {
            roles.add("system");
        }
        for (JsonNode message : arguments.path("input").path("messages")) {
            String role = Json.string(message, "role");
            // A message without a role may be anybody's.
            roles.add(role == null ? "unknown" : role);
            for (JsonNode part : message.path("parts")) {
                if ("tool_call_response".equals(Json.string(part, "type"))) {
                    roles.add("tool");
                }
            }
        }
        return roles;
    }

    private static Collection<String> requested(JsonNode messages) {
        var tools = new TreeSet<String>();
        for (JsonNode message : messages) {
            for (JsonNode part : message.path("parts")) {
                String name = "tool_call".equals(Json.string(part, "type")) ? Json.string(part, "name") : null;
                if (name != null) {
                    tools.add(name);
                }
            }
        }
        return tools;
    }

    private static void names(ObjectNode arguments, String member, Collection<String> names) {
        ArrayNode list = arguments.putArray(member);
        names.stream().limit(MOST_NAMES).forEach(list::add);
    }

    private static String shown(String name) {
        return name.length() <= 60 ? name : name.substring(0, 57) + "...";
    }
}
