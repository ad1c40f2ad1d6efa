package dev.interlock.policy.schema;

import dev.interlock.policy.yaml.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The view of the schema on one node of a file. It follows references and alternatives; it does not validate. Immutable.
 */
public final class SchemaView {

    private static final List<String> ALTERNATIVES = List.of("anyOf", "oneOf");

    private final Node.Mapping root;
    private final Node.Mapping schema;
    private final Optional<String> description;

    private SchemaView(Node.Mapping root, Node.Mapping schema, Optional<String> description) {
        this.root = root;
        this.schema = schema;
        this.description = description;
    }

    static SchemaView of(Node.Mapping root) {
        return of(root, root);
    }

    /** The view of a part of the schema {@code root}. */
    static SchemaView of(Node.Mapping root, Node.Mapping part) {
        return new SchemaView(root, part, text(part, "description"));
    }

    /** The description of the node, in Markdown. */
    public Optional<String> description() {
        return description;
    }

    /** The keys of a mapping, in the order in which they are written; none when its keys are names that the author chose. */
    public List<String> keys(Collection<String> present) {
        return best(present).stream()
                .flatMap(v -> v.properties().stream())
                .flatMap(m -> m.entries().stream())
                .filter(e -> e.value() instanceof Node.Mapping)
                .map(e -> e.key().value())
                .toList();
    }

    /** The view on the value of a key of a mapping that has these keys. */
    public Optional<SchemaView> member(String key, Collection<String> present) {
        return best(present)
                .flatMap(v -> v.properties()
                        .flatMap(m -> m.get(key))
                        .or(() -> v.schema.get("additionalProperties"))
                        .flatMap(this::resolve));
    }

    /** The view on the items of a list. */
    public Optional<SchemaView> item() {
        return alternatives().stream()
                .flatMap(v -> v.schema.get("items").stream())
                .flatMap(n -> resolve(n).stream())
                .findFirst();
    }

    /** The words among which a value is chosen; empty when it is free. */
    public Set<String> choices() {
        Set<String> out = new LinkedHashSet<>();
        for (SchemaView view : alternatives()) {
            view.schema.get("const").ifPresent(n -> scalar(n, out));
            if (view.schema.get("enum").orElse(null) instanceof Node.Sequence list) {
                list.items().forEach(n -> scalar(n, out));
            }
            if (text(view.schema, "type").equals(Optional.of("boolean"))) {
                out.addAll(List.of("true", "false"));
            }
        }
        return out;
    }

    private static void scalar(Node node, Set<String> out) {
        if (node instanceof Node.Scalar scalar) {
            out.add(scalar.value());
        }
    }

    /** The alternative that knows the most of the keys. */
    private Optional<SchemaView> best(Collection<String> present) {
        List<SchemaView> views = alternatives();
        return views.stream()
                .filter(v -> v.properties().isPresent()
                        || v.schema.get("additionalProperties").isPresent())
                .max(Comparator.comparingLong((SchemaView v) -> v.known(present))
                        .thenComparing(views::indexOf, Comparator.reverseOrder()));
    }

    private long known(Collection<String> present) {
        return properties().stream()
                .flatMap(p -> p.entries().stream())
                .filter(e -> e.value() instanceof Node.Mapping
                        && present.contains(e.key().value()))
                .count();
    }

    private Optional<Node.Mapping> properties() {
        return schema.get("properties").filter(Node.Mapping.class::isInstance).map(Node.Mapping.class::cast);
    }

    private List<SchemaView> alternatives() {
        List<SchemaView> out = new ArrayList<>(List.of(this));
        for (String key : ALTERNATIVES) {
            if (schema.get(key).orElse(null) instanceof Node.Sequence list) {
                list.items().forEach(n -> resolve(n).ifPresent(v -> out.addAll(v.alternatives())));
            }
        }
        return out;
    }

    /** The schema that a node is or refers to; a description beside the reference comes first. */
    private Optional<SchemaView> resolve(Node node) {
        if (!(node instanceof Node.Mapping mapping)) {
            return Optional.empty();
        }
        Optional<String> here = text(mapping, "description");
        Optional<String> reference = text(mapping, "$ref");
        if (reference.isEmpty()) {
            return Optional.of(new SchemaView(root, mapping, here));
        }
        String name = reference.get().substring(reference.get().lastIndexOf('/') + 1);
        return root.get("$defs")
                .flatMap(d -> d instanceof Node.Mapping definitions ? definitions.get(name) : Optional.empty())
                .flatMap(this::resolve)
                .map(v -> new SchemaView(root, v.schema, here.or(v::description)));
    }

    private static Optional<String> text(Node.Mapping mapping, String key) {
        return mapping.get(key).flatMap(n -> n instanceof Node.Scalar s ? Optional.of(s.value()) : Optional.empty());
    }
}
