package dev.interlock.policy.compile;

import dev.interlock.policy.catalog.ArgumentPath;
import dev.interlock.policy.catalog.Confirm;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.condition.Condition;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** {@code confirm}: the read that finds out what became of a call of unknown outcome. */
final class ConfirmCheck {

    private static final String EXAMPLE =
            "write `{call: find_payment, with: {reference: args.reference}, succeeded: 'result.found', final: 60s}`";

    private final Draft draft;
    private final MappingCheck mappings;
    /** The reads whose tool has to be looked at once all tools are read. */
    private final List<Open> open = new ArrayList<>();

    private record Open(String tool, Confirm confirm, Place place) {}

    ConfirmCheck(Draft draft, MappingCheck mappings) {
        this.draft = draft;
        this.mappings = mappings;
    }

    Optional<Confirm> read(Fields tool) {
        return tool.take("confirm")
                .flatMap(n -> draft.values.mapping(n, "`confirm`", EXAMPLE))
                .flatMap(this::confirm);
    }

    private Optional<Confirm> confirm(Node.Mapping mapping) {
        Fields fields = new Fields(mapping, "`confirm`", draft.diagnostics);
        Optional<Node.Scalar> call = fields.require(
                        "call", "name the tool that reads the outcome, such as `call: get_payment`")
                .flatMap(n -> draft.values.text(n, "the name of a tool"));
        SortedMap<String, ArgumentPath> with = paths(fields, "with", ArgumentPath.ARGS);
        Optional<Condition> succeeded = fields.require(
                        "succeeded", "write the condition under which the answer shows that the call took effect")
                .flatMap(this::condition);
        Optional<Condition> failed = fields.take("failed").flatMap(this::condition);
        OptionalLong last = fields.require("final", "say how long the call can still take effect, such as `final: 60s`")
                .map(n -> draft.values.duration(n, "`final`"))
                .orElse(OptionalLong.empty());
        SortedMap<String, ArgumentPath> creates = paths(fields, "creates", ArgumentPath.RESULT);
        fields.finish();
        return call.isEmpty() || succeeded.isEmpty() || last.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Confirm(call.get().value(), with, succeeded.get(), failed, last.getAsLong(), creates));
    }

    private Optional<Condition> condition(Node node) {
        return draft.values.text(node, "a condition").flatMap(draft.conditions::compileOfAnswers);
    }

    private SortedMap<String, ArgumentPath> paths(Fields fields, String key, String root) {
        SortedMap<String, ArgumentPath> out = new TreeMap<>();
        fields.take(key)
                .flatMap(n -> draft.values.mapping(n, "`" + key + "`", "write `{payment: " + root + ".payment_id}`"))
                .ifPresent(m -> m.entries()
                        .forEach(entry -> (root.equals(ArgumentPath.ARGS)
                                        ? mappings.plainPath(entry.value())
                                        : mappings.path(entry.value(), root, false))
                                .ifPresent(path -> out.put(entry.key().value(), path))));
        return out;
    }

    /** Notes a tool, to be looked at once all tools are there. */
    void of(ToolEntry tool, Place place) {
        tool.confirm().ifPresent(confirm -> open.add(new Open(tool.name(), confirm, place)));
    }

    /** Checks that each read asks a tool that only reads, and learns all that the call created. */
    void finish() {
        for (Open each : open) {
            ToolEntry tool = draft.tools.get(each.tool());
            if (tool == null) {
                continue;
            }
            asked(each, tool);
            created(each, tool);
        }
    }

    private void asked(Open each, ToolEntry tool) {
        ToolEntry asked = draft.tools.get(tool.server() + "/" + each.confirm().call());
        if (asked == null) {
            Set<String> reads = draft.tools.values().stream()
                    .filter(other -> other.server().equals(tool.server()) && reads(other))
                    .map(ToolEntry::tool)
                    .collect(Collectors.toCollection(TreeSet::new));
            draft.diagnostics.error(
                    Check.BAD_VALUE,
                    each.place(),
                    "`confirm` calls `" + each.confirm().call() + "`, which is not a tool of `" + tool.server() + "`",
                    Suggestion.remedy(each.confirm().call(), reads, "name a tool of this server that only reads"));
        } else if (!reads(asked)) {
            draft.diagnostics.error(
                    Check.BAD_VALUE,
                    each.place(),
                    "`confirm` calls `" + asked.tool() + "`, which may write",
                    "name a tool with `effect: read`");
        }
    }

    private static boolean reads(ToolEntry tool) {
        return tool.mappings().allMatch(m -> m.writes().equals(Optional.of(false))) && !tool.observed();
    }

    private void created(Open each, ToolEntry tool) {
        Set<String> types = tool.mappings()
                .flatMap(m -> m.creates().keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        if (!types.equals(each.confirm().creates().keySet())) {
            draft.diagnostics.error(
                    Check.BAD_VALUE,
                    each.place(),
                    types.isEmpty()
                            ? "`confirm` names created objects, but the tool creates nothing"
                            : "`confirm` does not name what the tool creates: " + Suggestion.list(types),
                    types.isEmpty()
                            ? "remove `creates`"
                            : "give the path of each in the answer, such as `creates: {"
                                    + types.iterator().next() + ": result.id}`");
            return;
        }
        SortedMap<String, ArgumentPath> named = each.confirm().creates();
        tool.mappings()
                .flatMap(m -> m.creates().entrySet().stream())
                .filter(created -> created.getValue().each()
                        != named.getOrDefault(created.getKey(), created.getValue())
                                .each())
                .map(Map.Entry::getKey)
                .distinct()
                .forEach(type -> draft.diagnostics.error(
                        Check.BAD_VALUE,
                        each.place(),
                        "`confirm` and the tool name different numbers of objects of type `" + type + "`",
                        "make both name one object, or both one object for each element, such as `creates: {" + type
                                + ": 'result.items[*].id'}`"));
    }
}
