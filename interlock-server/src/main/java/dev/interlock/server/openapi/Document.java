package dev.interlock.server.openapi;

import dev.interlock.policy.yaml.Node;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The tree of a description, with references followed. They lead nowhere but into the same file. */
final class Document {

    private static final int MOST_HOPS = 16;

    private final Node.Mapping root;

    Document(Node.Mapping root) {
        this.root = root;
    }

    Node.Mapping root() {
        return root;
    }

    /** The node, or what it refers to. */
    Node resolve(Node node) throws Unusable {
        Node at = node;
        for (int hop = 0; hop < MOST_HOPS; hop++) {
            Optional<Node.Scalar> reference = reference(at);
            if (reference.isEmpty()) {
                return at;
            }
            at = target(reference.get());
        }
        throw new Unusable(node.place(), "references form a cycle");
    }

    /** Resolves a node that has to be a mapping, as {@link #resolve}. */
    Node.Mapping mapping(Node node, String what) throws Unusable {
        Node resolved = resolve(node);
        if (resolved instanceof Node.Mapping mapping) {
            return mapping;
        }
        throw new Unusable(node.place(), what + " is a mapping, not " + resolved.kind());
    }

    static Optional<Node.Scalar> reference(Node node) {
        return node instanceof Node.Mapping mapping
                        && mapping.get("$ref").orElse(null) instanceof Node.Scalar scalar
                        && scalar.type() == Node.ScalarType.TEXT
                ? Optional.of(scalar)
                : Optional.empty();
    }

    private Node target(Node.Scalar reference) throws Unusable {
        String text = reference.value();
        if (!text.startsWith("#/")) {
            throw new Unusable(
                    reference.place(),
                    "`" + text + "` is in another file; only references within the file are followed");
        }
        Node at = root;
        for (String step : List.of(text.substring(2).split("/", -1))) {
            String name = decoded(step);
            Node next = switch (at) {
                case Node.Mapping mapping -> mapping.get(name).orElse(null);
                case Node.Sequence sequence -> item(sequence, name);
                case Node.Scalar scalar -> null;
            };
            if (next == null) {
                throw new Unusable(reference.place(), "`" + text + "` leads nowhere");
            }
            at = next;
        }
        return at;
    }

    private static Node item(Node.Sequence sequence, String index) throws Unusable {
        if (!index.matches("[0-9]{1,6}")
                || Integer.parseInt(index) >= sequence.items().size()) {
            throw new Unusable(sequence.place(), "the list has no item `" + index + "`");
        }
        return sequence.items().get(Integer.parseInt(index));
    }

    private static String decoded(String step) {
        String plain = step;
        if (step.contains("%")) {
            try {
                plain = URLDecoder.decode(step.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                return step; // no such member, which is said
            }
        }
        return plain.replace("~1", "/").replace("~0", "~");
    }

    /** The text of a member, if it is there. */
    static String text(Node.Mapping mapping, String key) {
        return mapping.get(key).orElse(null) instanceof Node.Scalar scalar && !scalar.isNull() ? scalar.value() : "";
    }

    static boolean isTrue(Node.Mapping mapping, String key) {
        return text(mapping, key).equals("true");
    }
}
