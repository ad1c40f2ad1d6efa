package dev.interlock.policy.compile;

import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Label;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** {@code separate}: no party does more than so many of the listed duties on one key. */
final class SeparateCheck {

    private final Draft draft;
    private final WindowCheck window;
    private final UntilCheck until;

    SeparateCheck(Draft draft) {
        this.draft = draft;
        this.window = new WindowCheck(draft);
        this.until = new UntilCheck(draft);
    }

    Optional<Rule> check(Node.Mapping body, Rule.Head head, Optional<Level> independence) {
        Fields fields = new Fields(body, "`separate`", draft.diagnostics);
        String key = fields.has("marks") && !fields.has("duties") ? "marks" : "duties";
        if (fields.has("marks") && fields.has("duties")) {
            draft.diagnostics.error(
                    Check.UNKNOWN_KEY,
                    fields.keyPlace("marks"),
                    "`duties` and `marks` are the same list",
                    "put everything into `marks`");
        }
        List<Set<String>> entries = new ArrayList<>();
        Optional<Node.Sequence> list = fields.require(
                        key, "list what must be kept apart, such as `[vendor.create, payment.release]`")
                .flatMap(n -> draft.values.list(
                        n, "`" + key + "`", "write a list, in which an inner list counts as one entry"));
        list.ifPresent(l -> l.items().forEach(item -> entries.add(entry(item))));
        Optional<String> per = fields.require("per", "name the object type, such as `per: vendor`")
                .flatMap(draft.references::kind);
        OptionalLong within = window.check(fields, body, head.id(), fields.has("until"), "its history is kept", "90d");
        long atMost = 1;
        Optional<Node> atMostNode = fields.take("at-most");
        if (atMostNode.isPresent()) {
            atMost = draft.values.integer(atMostNode.get(), "`at-most`", 1, 100).orElse(1);
        }
        Set<String> all = new TreeSet<>();
        entries.forEach(all::addAll);
        Rule.Head closing = until.check(fields, head, all, per);
        fields.finish();
        if (list.isPresent() && list.get().items().size() <= atMost) {
            draft.diagnostics.error(
                    Check.RULE_NEVER_APPLIES,
                    atMostNode.map(Node::place).orElse(list.get().place()),
                    "no one can do more than " + atMost + " of "
                            + list.get().items().size() + " entries, so the rule never finds a conflict",
                    "list more entries, or lower `at-most`");
        }
        if (per.isEmpty() || all.isEmpty()) {
            return Optional.empty();
        }
        twice(entries, list.orElseThrow());
        draft.obligations.add(new Obligation.EveryCallHas(head.id(), all, per.get(), place(fields)));
        return Optional.of(
                new Rule.Separate(closing, List.copyOf(entries), per.get(), within, (int) atMost, independence));
    }

    private Place place(Fields fields) {
        return fields.take("per").map(Node::place).orElse(fields.place());
    }

    private Set<String> entry(Node node) {
        return draft.references.marks(node, "a duty");
    }

    private void twice(List<Set<String>> entries, Node.Sequence list) {
        for (int i = 0; i < entries.size(); i++) {
            for (int j = 0; j < i; j++) {
                for (String mark : entries.get(i)) {
                    if (entries.get(j).contains(mark)) {
                        draft.diagnostics.error(
                                Check.DUPLICATE_NAME,
                                list.items().get(i).place(),
                                "`" + mark + "` is in two entries, so doing it once counts for both",
                                "list it once",
                                new Label(list.items().get(j).place(), "the other entry"));
                    }
                }
            }
        }
    }
}
