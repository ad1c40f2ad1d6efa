package dev.interlock.server.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.policy.yaml.Node;
import dev.interlock.server.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads one operation. */
final class OperationReader {

    /** The names that a catalogue takes for a tool. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_./-]{1,128}");

    private final Document document;
    private final ParameterReader parameters;

    OperationReader(Document document) {
        this.document = document;
        this.parameters = new ParameterReader(document);
    }

    /** @param shared parameters of the path */
    Operation read(PathTemplate path, String method, Node.Mapping source, List<Node> shared) throws Unusable {
        if (source.get("servers").isPresent()) {
            throw new Unusable(source.place(), "it has its own `servers`");
        }
        String name = name(path, method, source);
        if (!NAME.matcher(name).matches()) {
            throw new Unusable(
                    source.place(), "its derived name `" + name + "` is longer than 128; give it an `operationId`");
        }
        Map<String, ParameterReader.Reading> read = new LinkedHashMap<>();
        for (Node node : shared) {
            put(read, node);
        }
        for (Node node : items(source, "parameters")) {
            put(read, node);
        }
        List<Parameter> offered = new ArrayList<>();
        var schemas = new SchemaTree(document);
        ObjectNode properties = Json.object();
        for (ParameterReader.Reading one : read.values()) {
            if (one instanceof ParameterReader.Reading.Read(Parameter parameter, Node.Mapping from)) {
                offered.add(parameter);
                describe(properties, parameter, from, schemas);
            }
        }
        checkPath(path, offered, source);
        Optional<Operation.Body> body = body(source, properties, schemas);
        var answers = new AnswerReader(document);
        ObjectNode definition = definition(name, method, path, source);
        ObjectNode input = definition.putObject("inputSchema").put("type", "object");
        input.set("properties", properties);
        var required = input.putArray("required");
        properties.properties().stream()
                .filter(group -> group.getKey().equals("body")
                        ? body.map(Operation.Body::required).orElse(false)
                        : !group.getValue().path("required").isEmpty())
                .forEach(group -> required.add(group.getKey()));
        defs(input, schemas);
        answers.read(source, definition);
        return new Operation(name, method, path, offered, body, answers.accepted(), answers.headers(), definition);
    }

    /** Returns the operation's own name if a catalogue can say it, else one made of method and path, which stays as long as these do. */
    private static String name(PathTemplate path, String method, Node.Mapping source) {
        String own = Document.text(source, "operationId");
        return NAME.matcher(own).matches()
                ? own
                : method + path.expand(variable -> "." + variable).replaceAll("[^A-Za-z0-9_./-]", "-");
    }

    private void put(Map<String, ParameterReader.Reading> read, Node node) throws Unusable {
        ParameterReader.Reading reading = parameters.read(node);
        switch (reading) {
            case ParameterReader.Reading.Read one ->
                read.put(one.parameter().in().group() + " " + one.parameter().name(), reading);
            case ParameterReader.Reading.Left left -> read.put(left.in().group() + " " + left.name(), reading);
            case ParameterReader.Reading.Ignored ignored -> {} // as if it were not there
        }
    }

    private static void describe(ObjectNode properties, Parameter parameter, Node.Mapping source, SchemaTree schemas)
            throws Unusable {
        String group = parameter.in().group();
        ObjectNode members = Json.child(properties, group);
        if (members == null) {
            members = properties.putObject(group).put("type", "object").put("additionalProperties", false);
            members.putObject("properties");
            members.putArray("required");
        }
        Optional<Node> schema = source.get("schema");
        if (schema.isPresent()) {
            members.withObject("/properties").set(parameter.name(), schemas.top(schema.get()));
        }
        if (parameter.required()) {
            members.withArray("/required").add(parameter.name());
        }
    }

    private static void checkPath(PathTemplate path, List<Parameter> parameters, Node.Mapping source) throws Unusable {
        Set<String> described = new TreeSet<>();
        parameters.stream()
                .filter(parameter -> parameter.in() == Parameter.Place.PATH)
                .forEach(parameter -> described.add(parameter.name()));
        if (!described.equals(new TreeSet<>(path.variables()))) {
            throw new Unusable(
                    source.place(),
                    "the parameters of its path are " + path.variables() + ", but the described ones are " + described);
        }
    }

    private Optional<Operation.Body> body(Node.Mapping source, ObjectNode properties, SchemaTree schemas)
            throws Unusable {
        Optional<Node> node = source.get("requestBody");
        if (node.isEmpty()) {
            return Optional.empty();
        }
        Node.Mapping body = document.mapping(node.get(), "`requestBody`");
        boolean required = Document.isTrue(body, "required");
        Map<String, Node.Mapping> json = new TreeMap<>();
        if (body.get("content").orElse(null) instanceof Node.Mapping content) {
            for (Node.Entry entry : content.entries()) {
                String type = entry.key().value().toLowerCase(Locale.ROOT);
                if (isJson(type) && entry.value() instanceof Node.Mapping media) {
                    json.put(type.equals("*/*") || type.equals("application/*") ? "application/json" : type, media);
                }
            }
        }
        if (json.isEmpty()) {
            if (required) {
                throw new Unusable(body.place(), "its body is not JSON");
            }
            return Optional.empty();
        }
        Optional<Node> schema = json.values().iterator().next().get("schema");
        properties.set("body", schema.isPresent() ? schemas.top(schema.get()) : Json.object());
        Map<String, BodySchema> checks = new TreeMap<>();
        for (Map.Entry<String, Node.Mapping> one : json.entrySet()) {
            checks.put(one.getKey(), check(one.getValue()));
        }
        return Optional.of(new Operation.Body(required, checks));
    }

    private BodySchema check(Node.Mapping media) throws Unusable {
        Optional<Node> schema = media.get("schema");
        if (schema.isEmpty()) {
            return BodySchema.any();
        }
        var own = new SchemaTree(document);
        JsonNode top = own.top(schema.get());
        if (top instanceof ObjectNode object) {
            defs(object, own);
        }
        return BodySchema.of(top, Document.text(document.root(), "openapi"));
    }

    static boolean isJson(String type) {
        return type.equals("application/json")
                || type.equals("*/*")
                || type.equals("application/*")
                || (type.startsWith("application/") && type.endsWith("+json"));
    }

    private static ObjectNode definition(String name, String method, PathTemplate path, Node.Mapping source) {
        ObjectNode definition = Json.object().put("name", name).put("title", method + " " + path);
        String summary = Document.text(source, "summary");
        String description = Document.text(source, "description");
        String both = summary.isEmpty() || description.isEmpty()
                ? summary + description
                : summary + (summary.endsWith(".") ? " " : ". ") + description;
        if (!both.isEmpty()) {
            definition.put("description", both);
        }
        definition
                .putObject("annotations")
                .put("readOnlyHint", Operation.isSafe(method))
                .put("destructiveHint", method.equals("DELETE"))
                .put("idempotentHint", Operation.isSafe(method) || method.equals("PUT") || method.equals("DELETE"));
        return definition;
    }

    static void defs(ObjectNode schema, SchemaTree schemas) throws Unusable {
        ObjectNode defs = schemas.definitions();
        if (!defs.isEmpty()) {
            schema.set("$defs", defs);
        }
    }

    static List<Node> items(Node.Mapping mapping, String key) {
        return mapping.get(key).orElse(null) instanceof Node.Sequence list ? list.items() : List.of();
    }
}
