package dev.interlock.policy.format;

import dev.interlock.policy.schema.SchemaView;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.YamlTree;
import java.util.List;
import java.util.Optional;

/** Tells whether two trees mean the same: the order of keys does not matter where the schema gives one. */
final class SameMeaning {

    private SameMeaning() {}

    static boolean of(Optional<Node> before, YamlTree after, Optional<SchemaView> view) {
        return after.problems().isEmpty()
                && before.isPresent()
                && after.root().isPresent()
                && same(before.get(), after.root().get(), view);
    }

    private static boolean same(Node a, Node b, Optional<SchemaView> view) {
        return switch (a) {
            case Node.Scalar scalar ->
                b instanceof Node.Scalar other
                        && scalar.type() == other.type()
                        && (scalar.isNull() || scalar.value().equals(other.value()));
            case Node.Sequence list -> b instanceof Node.Sequence other && sameItems(list, other, view);
            case Node.Mapping mapping -> b instanceof Node.Mapping other && sameEntries(mapping, other, view);
        };
    }

    private static boolean sameItems(Node.Sequence a, Node.Sequence b, Optional<SchemaView> view) {
        Optional<SchemaView> item = view.flatMap(SchemaView::item);
        for (int i = 0; i < a.items().size() && i < b.items().size(); i++) {
            if (!same(a.items().get(i), b.items().get(i), item)) {
                return false;
            }
        }
        return a.items().size() == b.items().size();
    }

    private static boolean sameEntries(Node.Mapping a, Node.Mapping b, Optional<SchemaView> view) {
        List<String> keys = keys(a);
        boolean ordered = view.map(v -> v.keys(keys).isEmpty()).orElse(true);
        if (ordered ? !keys.equals(keys(b)) : keys.size() != b.entries().size()) {
            return false;
        }
        return a.entries().stream()
                .allMatch(e -> b.get(e.key().value())
                        .filter(other -> same(
                                e.value(),
                                other,
                                view.flatMap(v -> v.member(e.key().value(), keys))))
                        .isPresent());
    }

    private static List<String> keys(Node.Mapping mapping) {
        return mapping.entries().stream().map(e -> e.key().value()).toList();
    }
}
