package dev.interlock.policy.compile;

import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.diagnostic.Label;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** {@code rules}: the common keys of all kinds; each kind is a class of its own. */
final class RuleCheck {

    private static final Set<String> KINDS = new TreeSet<>(
            Set.of("separate", "require", "limit", "bind", "order", "wall", "forbid", "flow", "first-use", "unusual"));
    /** The kinds with a level beside them. */
    private static final Set<String> LEVELLED = Set.of("separate", "wall");

    private static final Map<String, Boolean> WAIVABLE = new TreeMap<>(Map.of("true", true, "false", false));
    private static final Map<String, Boolean> MODES = new TreeMap<>(Map.of("observe", true, "enforce", false));

    private final Draft draft;
    private final Map<String, Place> ids = new HashMap<>();
    private final SeparateCheck separate;
    private final RequireCheck require;
    private final LimitCheck limit;
    private final BindCheck bind;
    private final ForbidCheck forbid;
    private final OrderCheck order;
    private final WallCheck wall;
    private final FlowCheck flow;
    private final FirstUseCheck firstUse;
    private final UnusualCheck unusual;

    RuleCheck(Draft draft) {
        this.draft = draft;
        this.separate = new SeparateCheck(draft);
        this.require = new RequireCheck(draft);
        this.limit = new LimitCheck(draft);
        this.bind = new BindCheck(draft);
        this.forbid = new ForbidCheck(draft);
        this.order = new OrderCheck(draft);
        this.wall = new WallCheck(draft);
        this.flow = new FlowCheck(draft);
        this.firstUse = new FirstUseCheck(draft);
        this.unusual = new UnusualCheck(draft);
    }

    void check(Node.Sequence rules) {
        for (Node item : rules.items()) {
            draft.values
                    .mapping(item, "a rule", "write `- id: ...` with the keys of the rule below it")
                    .ifPresent(this::rule);
        }
    }

    private void rule(Node.Mapping mapping) {
        Fields fields = new Fields(mapping, "a rule", draft.diagnostics);
        Optional<Node.Scalar> id =
                fields.require("id", "give it an id, such as `AP-01`").flatMap(n -> draft.values.name(n, "a rule"));
        id.ifPresent(this::unique);
        String title = fields.require("title", "say in one sentence what it demands")
                .flatMap(n -> draft.values.text(n, "`title`"))
                .map(Node.Scalar::value)
                .orElse("");
        Optional<String> risk = fields.take("risk").flatMap(draft.references::tier);
        boolean observe = fields.take("mode")
                .flatMap(n -> draft.values.choice(n, "`mode`", MODES))
                .orElse(false);
        boolean waivable = fields.take("waivable")
                .flatMap(n -> draft.values.choice(n, "`waivable`", WAIVABLE))
                .orElse(false);
        List<String> controls = new ArrayList<>();
        fields.take("controls")
                .ifPresent(n -> draft.values.texts(n, "a control").forEach(s -> controls.add(s.value())));
        Optional<Level> independence = fields.take("independence").flatMap(draft.references::level);
        new AcceptCheck(draft).check(fields, Optional.empty(), mapping);
        String name = id.map(Node.Scalar::value).orElse("without id");
        Rule.Head head = new Rule.Head(name, title, risk, observe, List.copyOf(controls), Optional.empty(), waivable);
        kind(fields, mapping, head, independence).ifPresent(draft.rules::add);
        fields.finish();
    }

    private void unique(Node.Scalar id) {
        Place first = ids.putIfAbsent(id.value(), id.place());
        if (first != null) {
            draft.diagnostics.error(
                    Check.DUPLICATE_NAME,
                    id.place(),
                    "the rule id `" + id.value() + "` is used twice",
                    "choose another, because verdicts and evidence refer to rules by id",
                    new Label(first, "first used here"));
        }
    }

    private Optional<Rule> kind(Fields fields, Node.Mapping mapping, Rule.Head head, Optional<Level> independence) {
        Optional<String> named = kindOf(fields, mapping, head);
        if (named.isEmpty()) {
            return Optional.empty();
        }
        String kind = named.get();
        if (independence.isPresent() && !LEVELLED.contains(kind)) {
            draft.diagnostics.error(
                    Check.UNKNOWN_KEY,
                    fields.keyPlace("independence"),
                    "`independence` has no meaning in a rule of the kind `" + kind + "`",
                    withoutIndependence(kind));
        }
        Optional<Node.Mapping> body = fields.take(kind)
                .flatMap(n -> draft.values.mapping(n, "`" + kind + "`", "write its keys in braces or below it"));
        return body.flatMap(b -> switch (kind) {
            case "separate" -> separate.check(b, head, independence);
            case "require" -> require.check(b, head);
            case "limit" -> limit.check(b, head);
            case "bind" -> bind.check(b, head);
            case "forbid" -> forbid.check(b, head);
            case "order" -> order.check(b, head);
            case "wall" -> wall.check(b, head, independence);
            case "flow" -> flow.check(b, head);
            case "first-use" -> firstUse.check(b, head);
            case "unusual" -> unusual.check(b, head);
            default -> Optional.<Rule>empty();
        });
    }

    /** The kind that the rule is written with, the first where there are several; empty where there is none. */
    private Optional<String> kindOf(Fields fields, Node.Mapping mapping, Rule.Head head) {
        KINDS.forEach(fields::has);
        List<Node.Scalar> written = mapping.entries().stream()
                .map(Node.Entry::key)
                .filter(k -> KINDS.contains(k.value()))
                .toList();
        if (written.isEmpty()) {
            // A misspelt kind is reported as an unknown key with a suggestion; one error is enough.
            boolean misspelt = mapping.entries().stream()
                    .anyMatch(e -> Suggestion.nearest(e.key().value(), KINDS).isPresent());
            if (!misspelt) {
                draft.diagnostics.error(
                        Check.RULE_KIND,
                        mapping.place(),
                        "the rule " + Diagnostics.quote(head.id()) + " does not demand anything",
                        "give it one of the kinds " + Suggestion.list(KINDS));
            }
            return Optional.empty();
        }
        if (written.size() > 1) {
            draft.diagnostics.error(
                    Check.RULE_KIND,
                    written.get(1).place(),
                    "the rule " + Diagnostics.quote(head.id()) + " is of two kinds, `"
                            + written.get(0).value() + "` and `"
                            + written.get(1).value() + "`",
                    "split it into two rules",
                    new Label(written.get(0).place(), "the first kind"));
        }
        return Optional.of(written.get(0).value());
    }

    private static String withoutIndependence(String kind) {
        return switch (kind) {
            case "require" -> "write it inside the items of `done`, or inside `approval`";
            case "bind" -> "remove it: `same` already says which attribute the parties must share";
            case "limit" -> "remove it: a limit counts calls by every party";
            case "order" -> "remove it: the order applies to every party";
            default -> "remove it: the rule applies to every party";
        };
    }
}
