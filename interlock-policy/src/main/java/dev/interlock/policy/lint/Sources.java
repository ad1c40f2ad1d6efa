package dev.interlock.policy.lint;

import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.Place;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The places of the parts of a bundle in its files. The files hold no errors; a part that is not found is passed over. */
public final class Sources {

    /** The kind of a part. */
    public enum Part {
        LEVEL("independence"),
        TIER("risk"),
        TYPE("objects"),
        TOOL("tools"),
        INTENT("intents"),
        RULE("rules");

        private final String section;

        Part(String section) {
            this.section = section;
        }
    }

    /** One part: its name, and the node below it. */
    private record Written(Node.Scalar name, Node body) {}

    private final Map<Part, Map<String, Written>> parts = new EnumMap<>(Part.class);
    private final Place start;
    /** The keys of the header, with their places. */
    private final Map<String, Place> sections = new LinkedHashMap<>();

    /** @param files the roots of the files, the header first */
    public Sources(List<Node.Mapping> files, Place start) {
        this.start = start;
        files.stream()
                .limit(1)
                .flatMap(header -> header.entries().stream())
                .forEach(entry -> sections.put(entry.key().value(), entry.key().place()));
        for (Node.Mapping file : files) {
            String server = file.get("server").map(Sources::text).orElse("");
            for (Part part : Part.values()) {
                file.get(part.section).ifPresent(section -> read(part, part == Part.TOOL ? server + "/" : "", section));
            }
        }
    }

    private void read(Part part, String prefix, Node section) {
        Map<String, Written> out = written(part);
        switch (section) {
            case Node.Mapping mapping ->
                mapping.entries()
                        .forEach(e -> out.putIfAbsent(prefix + e.key().value(), new Written(e.key(), e.value())));
            case Node.Sequence list -> {
                for (Node item : list.items()) {
                    if (item instanceof Node.Mapping body && body.get("id").orElse(null) instanceof Node.Scalar id) {
                        out.putIfAbsent(id.value(), new Written(id, body));
                    }
                }
            }
            case Node.Scalar scalar -> {}
        }
    }

    private static String text(Node node) {
        return node instanceof Node.Scalar scalar ? scalar.value() : "";
    }

    private Map<String, Written> written(Part part) {
        return parts.computeIfAbsent(part, k -> new LinkedHashMap<>());
    }

    private Optional<Written> written(Part part, String name) {
        return Optional.ofNullable(written(part).get(name));
    }

    /** The node at a path of keys below a part. */
    private Optional<Node> value(Part part, String name, String... path) {
        Optional<Node> node = written(part, name).map(Written::body);
        for (String key : path) {
            node = node.flatMap(n -> n instanceof Node.Mapping mapping ? mapping.get(key) : Optional.empty());
        }
        return node;
    }

    /** The place of a key of the header; the start if it has none. */
    Place section(String key) {
        return sections.getOrDefault(key, start);
    }

    /** The place of the name of a part. */
    Place name(Part part, String name) {
        return written(part, name).map(w -> w.name().place()).orElse(start);
    }

    boolean has(Part part, String name, String... path) {
        return value(part, name, path).isPresent();
    }

    /**
     * The place of the value at a path of keys if it is a scalar, else of its key, else of the nearest key above it, else of the
     * name.
     */
    Place at(Part part, String name, String... path) {
        Place place = name(part, name);
        Optional<Node> node = written(part, name).map(Written::body);
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

    /** The place of the key at the end of a path, else of the nearest key above it, else of the name. */
    Place key(Part part, String name, String... path) {
        Node above = value(part, name, Arrays.copyOf(path, path.length - 1)).orElse(null);
        return above instanceof Node.Mapping mapping
                ? mapping.entry(path[path.length - 1]).map(e -> e.key().place()).orElseGet(() -> at(part, name, path))
                : at(part, name, path);
    }

    /** The first place below a path where a word stands, else that of the path. */
    Place word(Part part, String name, String word, String... path) {
        return value(part, name, path).flatMap(n -> find(n, word)).orElseGet(() -> at(part, name, path));
    }

    private static Optional<Place> find(Node node, String word) {
        return switch (node) {
            case Node.Scalar scalar -> scalar.value().equals(word) ? Optional.of(scalar.place()) : Optional.empty();
            case Node.Sequence list ->
                list.items().stream().flatMap(n -> find(n, word).stream()).findFirst();
            case Node.Mapping mapping ->
                mapping.entries().stream()
                        .flatMap(e -> find(e.value(), word).stream())
                        .findFirst();
        };
    }

    /** The place of the item of the list at a path, else that of the path. */
    Place item(Part part, String name, int index, String... path) {
        return value(part, name, path).orElse(null) instanceof Node.Sequence list
                        && index < list.items().size()
                ? list.items().get(index).place()
                : at(part, name, path);
    }
}
