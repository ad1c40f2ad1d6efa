package dev.interlock.policy.yaml;

import java.util.Optional;

/** Finds parts of a file by the keys that lead to them, and the places at which a diagnostic points at them. */
public final class NodeSearch {

    private NodeSearch() {}

    /** The node at a path of keys below another one. */
    public static Optional<Node> value(Node start, String... path) {
        Optional<Node> node = Optional.of(start);
        for (String key : path) {
            node = node.flatMap(n -> n instanceof Node.Mapping mapping ? mapping.get(key) : Optional.empty());
        }
        return node;
    }

    /**
     * The place of the value at a path of keys if it is a scalar, else of its key, else of the nearest key above it.
     *
     * @param otherwise the place where not even the first key is there
     */
    public static Place at(Node start, Place otherwise, String... path) {
        Place place = otherwise;
        Optional<Node> node = Optional.of(start);
        for (String key : path) {
            Optional<Node.Entry> entry =
                    node.flatMap(n -> n instanceof Node.Mapping mapping ? mapping.entry(key) : Optional.empty());
            if (entry.isEmpty()) {
                return place;
            }
            place = entry.get().key().place();
            node = entry.map(Node.Entry::value);
        }
        return node.orElse(null) instanceof Node.Scalar scalar ? scalar.place() : place;
    }

    /** The first place in or below a node where a word stands as a value. */
    public static Optional<Place> word(Node node, String word) {
        return switch (node) {
            case Node.Scalar scalar -> scalar.value().equals(word) ? Optional.of(scalar.place()) : Optional.empty();
            case Node.Sequence list ->
                list.items().stream().flatMap(n -> word(n, word).stream()).findFirst();
            case Node.Mapping mapping ->
                mapping.entries().stream()
                        .flatMap(e -> word(e.value(), word).stream())
                        .findFirst();
        };
    }
}
