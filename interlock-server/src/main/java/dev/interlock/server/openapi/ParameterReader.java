package dev.interlock.server.openapi;

import dev.interlock.policy.yaml.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the parameters of an operation. */
final class ParameterReader {

    private static final Pattern TOKEN = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]+");
    /** The headers of which OpenAPI ignores a definition. */
    private static final Set<String> IGNORED = Set.of("accept", "content-type", "authorization");
    /** Headers that say who sends, how, on whose behalf or what really: never an agent's to choose. */
    private static final Set<String> NEVER = Set.of(
            "host",
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "trailers",
            "transfer-encoding",
            "upgrade",
            "expect",
            "cookie",
            "forwarded",
            "via",
            "origin",
            "referer",
            "date",
            "http2-settings",
            "x-real-ip",
            "x-api-key",
            "x-original-url",
            "x-rewrite-url",
            "x-original-host",
            "x-http-method",
            "x-http-method-override",
            "x-method-override");

    private static final List<String> NEVER_BEGINNING =
            List.of("proxy-", "x-forwarded-", "content-", "accept-", "sec-", "access-control-", "interlock-", "mcp-");

    private final Document document;

    ParameterReader(Document document) {
        this.document = document;
    }

    /** A parameter, or what stands in its place. */
    sealed interface Reading {
        record Read(Parameter parameter, Node.Mapping source) implements Reading {}

        /** The parameter is not offered, and need not be sent. */
        record Left(Parameter.Place in, String name) implements Reading {}

        record Ignored() implements Reading {}
    }

    Reading read(Node node) throws Unusable {
        Node.Mapping source = document.mapping(node, "a parameter");
        String name = Document.text(source, "name");
        String in = Document.text(source, "in");
        boolean required = Document.isTrue(source, "required") || in.equals("path");
        if (name.isEmpty()) {
            throw new Unusable(source.place(), "a parameter has no `name`");
        }
        return switch (in) {
            case "path" -> offered(source, Parameter.Place.PATH, name, true);
            case "query" -> offered(source, Parameter.Place.QUERY, name, required);
            case "header" -> header(source, name.toLowerCase(Locale.ROOT), required);
            case "cookie" -> {
                if (required) {
                    throw new Unusable(source.place(), "the cookie `" + name + "` is required; cookies are not sent");
                }
                yield new Reading.Ignored();
            }
            default -> throw new Unusable(source.place(), "the parameter `" + name + "` has an unknown `in`");
        };
    }

    private Reading header(Node.Mapping source, String name, boolean required) throws Unusable {
        if (IGNORED.contains(name)) {
            return new Reading.Ignored();
        }
        boolean never = NEVER.contains(name) || NEVER_BEGINNING.stream().anyMatch(name::startsWith);
        if (never || !TOKEN.matcher(name).matches()) {
            if (required) {
                throw new Unusable(source.place(), "the header `" + name + "` is required, but agents cannot set it");
            }
            return new Reading.Ignored();
        }
        return offered(source, Parameter.Place.HEADER, name, required);
    }

    private Reading offered(Node.Mapping source, Parameter.Place in, String name, boolean required) throws Unusable {
        try {
            return new Reading.Read(parameter(source, in, name, required), source);
        } catch (Unusable e) {
            if (required) {
                throw e;
            }
            return new Reading.Left(in, name);
        }
    }

    private Parameter parameter(Node.Mapping source, Parameter.Place in, String name, boolean required)
            throws Unusable {
        String style = Document.text(source, "style");
        String usual = in == Parameter.Place.QUERY ? "form" : "simple";
        if (!style.isEmpty() && !style.equals(usual)) {
            throw new Unusable(source.place(), "the parameter `" + name + "` has the style `" + style + "`");
        }
        Optional<Node> schema = source.get("schema");
        if (schema.isEmpty()) {
            throw new Unusable(source.place(), "the parameter `" + name + "` has no `schema`");
        }
        Node.Mapping resolved = document.mapping(schema.get(), "a schema");
        if (!type(resolved, name).equals("array")) {
            return new Parameter(in, name, required, single(resolved, name), Parameter.Many.NO);
        }
        if (in != Parameter.Place.QUERY) {
            throw new Unusable(source.place(), "the parameter `" + name + "` is a list");
        }
        Optional<Node> items = resolved.get("items");
        ValueType each = items.isPresent() ? single(document.mapping(items.get(), "a schema"), name) : ValueType.TEXT;
        boolean exploded = !Document.text(source, "explode").equals("false");
        return new Parameter(in, name, required, each, exploded ? Parameter.Many.REPEATED : Parameter.Many.COMMAS);
    }

    private ValueType single(Node.Mapping schema, String name) throws Unusable {
        List<String> choices = new ArrayList<>();
        if (schema.get("enum").orElse(null) instanceof Node.Sequence list) {
            for (Node item : list.items()) {
                if (item instanceof Node.Scalar scalar && !scalar.isNull()) {
                    choices.add(scalar.value());
                }
            }
        }
        ValueType.Kind kind = switch (type(schema, name)) {
            case "integer" -> ValueType.Kind.INTEGER;
            case "number" -> ValueType.Kind.NUMBER;
            case "boolean" -> ValueType.Kind.BOOLEAN;
            case "string", "" -> ValueType.Kind.TEXT;
            default ->
                throw new Unusable(schema.place(), "the parameter `" + name + "` is not a string, number or boolean");
        };
        return new ValueType(kind, choices);
    }

    /** The one type that is not `null`; empty where the schema names none. */
    private static String type(Node.Mapping schema, String name) throws Unusable {
        Node type = schema.get("type").orElse(null);
        if (type instanceof Node.Sequence list) {
            List<String> types = list.items().stream()
                    .map(item -> item instanceof Node.Scalar scalar ? scalar.value() : "")
                    .filter(one -> !one.equals("null"))
                    .toList();
            if (types.size() != 1) {
                throw new Unusable(schema.place(), "the parameter `" + name + "` may be of several types");
            }
            return types.getFirst();
        }
        return type instanceof Node.Scalar scalar ? scalar.value() : "";
    }
}
