package dev.interlock.policy.compile;

import dev.interlock.engine.id.IdForm;
import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.policy.Cardinality;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code objects}: the types of business object, and the types that they belong to. */
final class ObjectCheck {

    static final Map<String, Cardinality> CARDINALITIES =
            new TreeMap<>(Map.of("one", Cardinality.ONE, "many", Cardinality.MANY));

    private final Draft draft;
    private final IdCheck forms;
    private final List<Node.Scalar> mentioned = new ArrayList<>();

    ObjectCheck(Draft draft) {
        this.draft = draft;
        this.forms = new IdCheck(draft);
    }

    void check(Node.Mapping objects) {
        objects.entries().forEach(this::type);
    }

    /** Checks the types that were mentioned. Called when all files were seen. */
    void finish() {
        mentioned.forEach(draft.references::isType);
    }

    private void type(Node.Entry entry) {
        Node.Scalar name = entry.key();
        if (!draft.values.isName(name, "an object type")) {
            return;
        }
        if (Scopes.ALL.contains(name.value())) {
            draft.diagnostics.error(
                    Check.BAD_NAME,
                    name.place(),
                    "`" + name.value() + "` is a scope that every call has and cannot be the name of an object type",
                    "choose another name");
            return;
        }
        if (!draft.isFirst(draft.typePlaces, name.value(), name.place(), "the object type")) {
            return;
        }
        SortedMap<String, Cardinality> of = new TreeMap<>();
        Optional<IdForm> id = Optional.empty();
        boolean empty = entry.value() instanceof Node.Scalar scalar && scalar.isNull();
        if (!empty) {
            Optional<Node.Mapping> body =
                    draft.values.mapping(entry.value(), "an object type", "write `{}` or `{of: {vendor: one}}`");
            if (body.isPresent()) {
                Fields fields = new Fields(body.get(), "an object type", draft.diagnostics);
                id = fields.take("id").flatMap(forms::check);
                fields.take("of")
                        .flatMap(n -> draft.values.mapping(n, "`of`", "write `{vendor: one}`"))
                        .ifPresent(m -> m.entries().forEach(e -> relation(e, of)));
                fields.finish();
            }
        }
        draft.types.put(name.value(), new ObjectType(name.value(), of, id));
    }

    private void relation(Node.Entry entry, SortedMap<String, Cardinality> of) {
        mentioned.add(entry.key());
        draft.values
                .choice(entry.value(), "a relation", CARDINALITIES)
                .ifPresent(c -> of.put(entry.key().value(), c));
    }
}
