package dev.interlock.policy.schema;

import dev.interlock.policy.yaml.Node;
import java.util.stream.Collectors;

/** Nodes as JSON text, the way a validator in an editor sees them. */
public final class NodeJson {

    private NodeJson() {}

    public static String text(Node node) {
        return switch (node) {
            case Node.Mapping mapping ->
                mapping.entries().stream()
                        .map(e -> quoted(e.key().value()) + ":" + text(e.value()))
                        .collect(Collectors.joining(",", "{", "}"));
            case Node.Sequence list ->
                list.items().stream().map(NodeJson::text).collect(Collectors.joining(",", "[", "]"));
            case Node.Scalar scalar ->
                switch (scalar.type()) {
                    case TEXT -> quoted(scalar.value());
                    case INTEGER, DECIMAL -> new java.math.BigDecimal(scalar.value()).toPlainString();
                    case BOOLEAN -> Boolean.toString(scalar.value().equalsIgnoreCase("true"));
                    case NULL, REFUSED -> "null";
                };
        };
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.chars()
                .forEach(c -> out.append(
                        c < 0x20 || c == '"' || c == '\\' ? "\\u%04x".formatted(c) : String.valueOf((char) c)));
        return out.append('"').toString();
    }
}
