package dev.interlock.policy.compile;

import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** {@code wall}: a party that touched one dataset of a class touches no other. */
final class WallCheck {

    private static final String LABEL = "label/";
    /** The most labels of a wall, since the engine keeps the labels of a call as bits of a word. */
    private static final int MOST_LABELS = 60;

    private final Draft draft;

    WallCheck(Draft draft) {
        this.draft = draft;
    }

    Optional<Rule> check(Node.Mapping body, Rule.Head head, Optional<Level> independence) {
        Fields fields = new Fields(body, "`wall`", draft.diagnostics);
        boolean byLabel = fields.has("labels");
        Optional<? extends Rule.Datasets> datasets = byLabel ? labels(fields) : objects(fields, head);
        OptionalLong within =
                new WindowCheck(draft).check(fields, body, head.id(), false, "its history is kept", "90d");
        fields.finish();
        return datasets.map(between -> new Rule.Wall(head, between, within, independence));
    }

    private Optional<Rule.Datasets.Objects> objects(Fields fields, Rule.Head head) {
        Set<String> duties = fields.require(
                        "duties",
                        "list the duties that touch a dataset, such as `[file.read, file.write]`, or write `labels`")
                .map(n -> draft.references.marks(n, "a duty"))
                .orElse(Set.of());
        Optional<Node> node = fields.require("between", "name the type of the datasets, such as `between: client`");
        Optional<String> between = node.flatMap(n -> type(n, "`between`"));
        Optional<Node> classNode = fields.take("class");
        Optional<String> conflictClass = classNode.flatMap(n -> type(n, "`class`"));
        boolean sound = classNode.isEmpty() || conflictClass.isPresent();
        if (between.isPresent() && conflictClass.isPresent()) {
            sound = inClass(between.get(), conflictClass.get(), classNode.orElseThrow(), head);
        }
        if (!sound || between.isEmpty() || duties.isEmpty()) {
            return Optional.empty();
        }
        draft.obligations.add(new Obligation.EveryCallTouches(
                head.id(), duties, between.get(), node.orElseThrow().place()));
        return Optional.of(new Rule.Datasets.Objects(Set.copyOf(duties), between.get(), conflictClass));
    }

    private Optional<String> type(Node node, String what) {
        return draft.values.text(node, what).filter(draft.references::isType).map(Node.Scalar::value);
    }

    /** Returns whether objects of the type can belong to one of the class; otherwise that is reported. */
    private boolean inClass(String between, String conflictClass, Node node, Rule.Head head) {
        if (between.equals(conflictClass)) {
            draft.diagnostics.error(
                    Check.BAD_VALUE,
                    node.place(),
                    "a `" + between + "` cannot be its own class",
                    "name the type that a `" + between
                            + "` belongs to, or remove `class` to make all of them exclude each other");
            return false;
        }
        Set<String> above = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(between));
        while (!open.isEmpty()) {
            ObjectType type = draft.types.get(open.pop());
            if (type != null) {
                type.of().keySet().stream().filter(above::add).forEach(open::push);
            }
        }
        if (!above.contains(conflictClass)) {
            draft.diagnostics.error(
                    Check.RULE_ALWAYS_DENIES,
                    node.place(),
                    "no `" + between + "` belongs to a `" + conflictClass + "`, so the rule `" + head.id()
                            + "` denies every call with its duties",
                    "add it to the object type: `" + between + ": {of: {" + conflictClass + ": one}}`");
            return false;
        }
        return true;
    }

    private Optional<Rule.Datasets.Labels> labels(Fields fields) {
        for (String other : List.of("duties", "between", "class")) {
            if (fields.has(other)) {
                draft.diagnostics.error(
                        Check.UNKNOWN_KEY,
                        fields.keyPlace(other),
                        "`" + other + "` has no meaning together with `labels`",
                        "a wall separates either objects or labels; split it into two rules");
            }
        }
        Optional<Node.Sequence> list = fields.take("labels")
                .flatMap(n -> draft.values.list(n, "`labels`", "write `[label/bank-a, label/bank-b]`"));
        if (list.isEmpty()) {
            return Optional.empty();
        }
        List<String> labels = new ArrayList<>();
        list.get().items().forEach(item -> draft.values.text(item, "a label").ifPresent(s -> label(s, labels)));
        int count = list.get().items().size();
        if (count < 2) {
            draft.diagnostics.error(
                    Check.RULE_NEVER_APPLIES,
                    list.get().place(),
                    "a wall needs at least two labels; this rule never finds a conflict",
                    "list more labels");
        } else if (count > MOST_LABELS) {
            draft.diagnostics.error(
                    Check.BAD_VALUE,
                    list.get().place(),
                    "a wall can have at most " + MOST_LABELS + " labels, not " + count,
                    "model what the labels stand for as objects, and use `between`");
        }
        return labels.isEmpty() ? Optional.empty() : Optional.of(new Rule.Datasets.Labels(List.copyOf(labels)));
    }

    private void label(Node.Scalar scalar, List<String> labels) {
        if (!scalar.value().startsWith(LABEL)) {
            draft.diagnostics.error(
                    Check.BAD_VALUE,
                    scalar.place(),
                    Diagnostics.quote(scalar.value()) + " is not a label",
                    "write `label/` and the name from `labels` in the catalogue; for duties, which touch objects, use"
                            + " `between`");
        } else if (labels.contains(scalar.value())) {
            draft.diagnostics.error(
                    Check.DUPLICATE_NAME,
                    scalar.place(),
                    Diagnostics.quote(scalar.value()) + " is listed twice",
                    "list it once");
        } else if (draft.references.isMark(scalar)) {
            labels.add(scalar.value());
        }
    }
}
