package dev.interlock.server.lsp;

import dev.interlock.policy.schema.LanguageSchema;
import dev.interlock.policy.schema.SchemaView;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.Place;
import dev.interlock.policy.yaml.SourceFile;
import dev.interlock.policy.yaml.YamlReader;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.lsp4j.Position;

/** The help of the schema at a place of a document: what a key means, and which keys or words can stand there. */
public final class SchemaHelp {

    /** Stands for the word at the cursor while a document that is being written is read. */
    private static final String HERE = "interlock-here";

    private final Map<LanguageSchema, SchemaView> views = new EnumMap<>(LanguageSchema.class);

    public SchemaHelp() {
        for (LanguageSchema schema : LanguageSchema.values()) {
            views.put(schema, schema.view());
        }
    }

    /** A key or word, with its description. */
    public record Proposal(String text, String description, boolean isKey) {}

    record Explained(Place place, String description) {}

    /** Returns what the key at a position means. */
    Optional<Explained> explain(String text, Position position) {
        return find(text, key -> Positions.covers(key.place(), position), value -> false)
                .flatMap(found -> found.view()
                        .flatMap(v -> v.member(found.entry().key().value(), found.keys()))
                        .flatMap(SchemaView::description)
                        .map(d -> new Explained(found.entry().key().place(), d)));
    }

    /**
     * Returns the keys that can be written at a position; or, after a key, the words.
     *
     * @param line from 0
     * @param character the number of UTF-16 units before it in the line
     */
    public List<Proposal> complete(String text, int line, int character) {
        return complete(text, new Position(line, character));
    }

    /** The same at a position of the protocol. */
    List<Proposal> complete(String text, Position position) {
        int at = Positions.offset(text, position);
        int from = at;
        while (from > 0 && isWord(text.charAt(from - 1))) {
            from--;
        }
        int to = at;
        while (to < text.length() && isWord(text.charAt(to))) {
            to++;
        }
        String before = text.substring(0, from);
        String after = text.substring(to);
        boolean hasColon = after.startsWith(":");
        List<Proposal> keys = find(before + HERE + (hasColon ? "" : ": x") + after, SchemaHelp::isHere, any -> false)
                .map(SchemaHelp::keys)
                .orElse(List.of());
        return !keys.isEmpty() || hasColon
                ? keys
                : find(before + HERE + after, any -> false, SchemaHelp::isHere)
                        .map(SchemaHelp::words)
                        .orElse(List.of());
    }

    private static boolean isWord(char c) {
        return c == '-' || c == '_' || Character.isLetterOrDigit(c);
    }

    private static boolean isHere(Node.Scalar scalar) {
        return scalar.value().equals(HERE);
    }

    private static List<Proposal> keys(Found found) {
        List<String> present =
                found.keys().stream().filter(k -> !k.equals(HERE)).toList();
        List<Proposal> out = new ArrayList<>();
        found.view()
                .ifPresent(view -> view.keys(present).stream()
                        .filter(k -> !present.contains(k))
                        .forEach(k -> out.add(new Proposal(k, describe(view, k, present), true))));
        return out;
    }

    private static String describe(SchemaView view, String key, List<String> present) {
        return view.member(key, present).flatMap(SchemaView::description).orElse("");
    }

    private static List<Proposal> words(Found found) {
        String key = found.entry().key().value();
        return found.view().flatMap(v -> v.member(key, found.keys())).stream()
                .flatMap(v -> v.choices().stream())
                .map(w -> new Proposal(w, "", false))
                .toList();
    }

    /** An entry that was looked for, and what the schema says of the mapping that it is in. */
    private record Found(Node.Entry entry, List<String> keys, Optional<SchemaView> view) {}

    private Optional<Found> find(String text, Predicate<Node.Scalar> key, Predicate<Node.Scalar> value) {
        Optional<Node> root = YamlReader.read(new SourceFile("", text)).root();
        return root.flatMap(n -> n instanceof Node.Mapping mapping
                ? find(mapping, Optional.ofNullable(views.get(LanguageSchema.of(mapping))), key, value)
                : Optional.empty());
    }

    private static Optional<Found> find(
            Node node, Optional<SchemaView> view, Predicate<Node.Scalar> key, Predicate<Node.Scalar> value) {
        return switch (node) {
            case Node.Scalar scalar -> Optional.empty();
            case Node.Sequence list ->
                list.items().stream()
                        .flatMap(item -> find(item, view.flatMap(SchemaView::item), key, value).stream())
                        .findFirst();
            case Node.Mapping mapping -> {
                List<String> keys =
                        mapping.entries().stream().map(e -> e.key().value()).toList();
                for (Node.Entry entry : mapping.entries()) {
                    boolean hit = key.test(entry.key())
                            || (entry.value() instanceof Node.Scalar scalar && value.test(scalar));
                    Optional<Found> found = hit
                            ? Optional.of(new Found(entry, keys, view))
                            : find(
                                    entry.value(),
                                    view.flatMap(v -> v.member(entry.key().value(), keys)),
                                    key,
                                    value);
                    if (found.isPresent()) {
                        yield found;
                    }
                }
                yield Optional.empty();
            }
        };
    }
}
