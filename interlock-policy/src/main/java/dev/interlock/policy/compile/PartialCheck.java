package dev.interlock.policy.compile;

import dev.interlock.policy.catalog.Partial;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.condition.Condition;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.Place;
import java.util.Optional;

/** {@code partial}: the conditions by which an answer tells which elements of a list were done. */
final class PartialCheck {

    private static final String EXAMPLE =
            "write `{done: 'result.items[index].status == \"paid\"', undone: 'result.items[index].status =="
                    + " \"rejected\"'}`";

    private final Draft draft;

    PartialCheck(Draft draft) {
        this.draft = draft;
    }

    Optional<Partial> read(Fields tool) {
        return tool.take("partial")
                .flatMap(n -> draft.values.mapping(n, "`partial`", EXAMPLE))
                .flatMap(this::partial);
    }

    private Optional<Partial> partial(Node.Mapping mapping) {
        Fields fields = new Fields(mapping, "`partial`", draft.diagnostics);
        Optional<Condition> done = fields.require(
                        "done", "write the condition under which the answer shows that an element was done")
                .flatMap(this::condition);
        Optional<Condition> undone = fields.require(
                        "undone", "write the condition under which the answer proves that an element was not done")
                .flatMap(this::condition);
        fields.finish();
        return done.isEmpty() || undone.isEmpty()
                ? Optional.empty()
                : Optional.of(new Partial(done.get(), undone.get()));
    }

    private Optional<Condition> condition(Node node) {
        return draft.values.text(node, "a condition").flatMap(draft.conditions::compileOfElements);
    }

    /** Reports a tool that is not about a list at all. */
    void check(ToolEntry tool, Place place) {
        if (tool.partial().isPresent() && tool.mappings().allMatch(m -> m.list().isEmpty())) {
            draft.diagnostics.error(
                    Check.BAD_VALUE,
                    place,
                    "`partial` describes the outcome of each element of a list, but `" + tool.name() + "` has no list",
                    "name its objects by the elements of a list, such as `on: {payment: args.payments[*].id}`, or"
                            + " remove `partial`");
        }
    }
}
