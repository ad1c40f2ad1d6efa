package dev.interlock.policy.lint;

import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.NodeSearch;
import dev.interlock.policy.yaml.Place;
import dev.interlock.policy.yaml.SourceFile;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The places of the parts of a bundle in its files. The files hold no errors; a part that is not found is passed over. Immutable. */
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
    private final Map<String, Place> servers = new LinkedHashMap<>();
    private final Optional<Node.Mapping> header;
    private final Place start;

    /** @param files the roots of the files, the header first */
    public Sources(List<Node.Mapping> files, Place start) {
        this.start = start;
        this.header = files.stream().findFirst();
        for (Node.Mapping file : files) {
            String server = file.get("server").map(Sources::text).orElse("");
            file.get("server").ifPresent(node -> servers.putIfAbsent(server, node.place()));
            for (Part part : Part.values()) {
                file.get(part.section).ifPresent(section -> read(part, part == Part.TOOL ? server + "/" : "", section));
            }
        }
    }

    private void read(Part part, String prefix, Node section) {
        Map<String, Written> out = parts.computeIfAbsent(part, any -> new LinkedHashMap<>());
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

    private Optional<Written> written(Part part, String name) {
        return Optional.ofNullable(parts.getOrDefault(part, Map.of()).get(name));
    }

    /** The node at a path of keys below a part. */
    private Optional<Node> value(Part part, String name, String... path) {
        return written(part, name).flatMap(w -> NodeSearch.value(w.body(), path));
    }

    /** The rules as their author wrote them, by id, each with so many lines at the most. */
    public Map<String, Excerpt> rules(int mostLines) {
        Map<SourceFile, List<String>> files = new IdentityHashMap<>();
        Map<String, Excerpt> rules = new LinkedHashMap<>();
        parts.getOrDefault(Part.RULE, Map.of()).forEach((id, written) -> {
            Place place = written.body().place();
            List<String> lines = files.computeIfAbsent(
                    place.file(), file -> file.text().lines().toList());
            rules.put(id, Excerpt.of(lines, place, mostLines));
        });
        return rules;
    }

    /** The place of a key of the header; the start if it has none. */
    Place section(String key) {
        return header.flatMap(h -> h.entry(key)).map(e -> e.key().place()).orElse(start);
    }

    /** The place of the name of a part. */
    public Place name(Part part, String name) {
        return written(part, name).map(w -> w.name().place()).orElse(start);
    }

    boolean has(Part part, String name, String... path) {
        return value(part, name, path).isPresent();
    }

    /**
     * The place of the value at a path of keys if it is a scalar, else of its key, else of the nearest key above it, else of the
     * name.
     */
    public Place at(Part part, String name, String... path) {
        Place place = name(part, name);
        return written(part, name)
                .map(w -> NodeSearch.at(w.body(), place, path))
                .orElse(place);
    }

    /** The place at a path of keys below the key by which a rule says its kind. */
    public Place in(Rule rule, String... path) {
        String[] below = new String[path.length + 1];
        below[0] = Shape.of(rule).key();
        System.arraycopy(path, 0, below, 1, path.length);
        return at(Part.RULE, rule.id(), below);
    }

    /** The place at a path of keys of the header, as {@link #at}; the start where there is none of them. */
    public Place header(String... path) {
        return header.map(h -> NodeSearch.at(h, start, path)).orElse(start);
    }

    /** The place at which a file names the server that its tools are of; the start if none does. */
    public Place server(String name) {
        return servers.getOrDefault(name, start);
    }

    /** The place of the key at the end of a path, else of the nearest key above it, else of the name. */
    Place key(Part part, String name, String... path) {
        Node above = value(part, name, Arrays.copyOf(path, path.length - 1)).orElse(null);
        return above instanceof Node.Mapping mapping
                ? mapping.entry(path[path.length - 1]).map(e -> e.key().place()).orElseGet(() -> at(part, name, path))
                : at(part, name, path);
    }

    /** The first place below a path where a word stands, else that of the path. */
    public Place word(Part part, String name, String word, String... path) {
        return value(part, name, path).flatMap(n -> NodeSearch.word(n, word)).orElseGet(() -> at(part, name, path));
    }

    /** The place of the item of the list at a path, else that of the path. */
    Place item(Part part, String name, int index, String... path) {
        return value(part, name, path).orElse(null) instanceof Node.Sequence list
                        && index < list.items().size()
                ? list.items().get(index).place()
                : at(part, name, path);
    }
}
