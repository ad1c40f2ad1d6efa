package dev.interlock.policy.compile;

import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.policy.ApprovalLimits;
import dev.interlock.engine.policy.Budgets;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Source;
import dev.interlock.engine.policy.Tier;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Label;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The keys of {@code interlock.yaml}: version, name, owner, independence levels, risk tiers. */
final class HeaderCheck {

    /** The attributes that every registry gives, besides runtime and agent. */
    static final Set<String> ATTRIBUTES =
            Set.of(Attributes.CHAIN, Attributes.OWNER, Attributes.MODEL, Attributes.ORIGIN);

    private static final Map<String, Outcome> OUTCOMES = outcomes();

    private static final Pattern DOMAIN = Pattern.compile("(?:[a-zA-Z0-9-]{1,63}\\.){1,8}[a-zA-Z]{2,63}");
    /** A sink or label that rules may name although no tool of the catalogue has it. */
    private static final Pattern MARK = Pattern.compile("(sink|label)/[A-Za-z][A-Za-z0-9]*([._-][A-Za-z0-9]+)*");

    private final Draft draft;

    HeaderCheck(Draft draft) {
        this.draft = draft;
    }

    private static Map<String, Outcome> outcomes() {
        Map<String, Outcome> out = new LinkedHashMap<>();
        out.put("record", Outcome.RECORD);
        out.put("hold", Outcome.HOLD);
        out.put("deny", Outcome.DENY);
        return out;
    }

    void check(Fields root) {
        root.require("interlock", "begin the file with `interlock: v1`").ifPresent(this::version);
        root.require("name", "name the bundle, such as `name: accounts-payable`")
                .flatMap(n -> draft.values.name(n, "a bundle"))
                .ifPresent(n -> draft.name = n.value());
        root.require("owner", "say who is accountable for the bundle, such as `owner: finance-controls@example.com`")
                .ifPresent(n -> draft.values.text(n, "`owner`"));
        root.require("independence", "define a level, such as `independence: {another-line: [chain, owner, origin]}`")
                .flatMap(n -> draft.values.mapping(n, "`independence`", "write a list of attributes for each level"))
                .ifPresent(m -> m.entries().forEach(this::level));
        root.require(
                        "risk",
                        "define a tier, such as `risk: {high: {independence: another-line, on-conflict: deny,"
                                + " on-missing: hold}}`")
                .flatMap(n -> draft.values.mapping(n, "`risk`", "write the tiers from the least to the most strict"))
                .ifPresent(this::tiers);
        root.take("rejected-for")
                .ifPresent(n -> draft.values
                        .duration(n, "`rejected-for`")
                        .ifPresent(millis -> draft.rejectedForMillis = millis));
        root.take("break-glass").ifPresent(new BreakGlassCheck(draft)::check);
        root.take("approvals")
                .flatMap(n -> draft.values.mapping(n, "`approvals`", "write `{open-per-agent: 50}`"))
                .ifPresent(this::approvals);
        root.take("budgets")
                .flatMap(n -> draft.values.mapping(n, "`budgets`", "write `{open-tasks: 10000}`"))
                .ifPresent(this::budgets);
        root.take("content")
                .flatMap(n -> draft.values.mapping(n, "`content`", "write `{domains: [example.com]}`"))
                .ifPresent(this::content);
        root.take("sources")
                .flatMap(n ->
                        draft.values.mapping(n, "`sources`", "write `{erp-audit: {trusted-for: [invoice.match]}}`"))
                .ifPresent(m -> m.entries().forEach(this::source));
    }

    private void approvals(Node.Mapping body) {
        Fields fields = new Fields(body, "`approvals`", draft.diagnostics);
        ApprovalLimits unless = ApprovalLimits.DEFAULT;
        draft.approvals = new ApprovalLimits(
                most(fields, "open-per-chain", unless.openPerChain()),
                most(fields, "open-per-agent", unless.openPerAgent()),
                most(fields, "answers", unless.answersPerWindow()),
                delegation(fields, unless.delegationMillis()),
                most(fields, "delegations", unless.delegations()));
        fields.finish();
    }

    private void budgets(Node.Mapping body) {
        Fields fields = new Fields(body, "`budgets`", draft.diagnostics);
        draft.budgets = new Budgets(
                most(fields, "open-tasks", Budgets.DEFAULT.openTasks()),
                most(fields, "objects", Budgets.DEFAULT.objects()),
                most(fields, "unknown", Budgets.DEFAULT.unknown()),
                most(fields, "names", Budgets.DEFAULT.names()));
        fields.finish();
    }

    private long delegation(Fields fields, long otherwise) {
        Optional<Node> node = fields.take("delegation");
        OptionalLong millis =
                node.isPresent() ? draft.values.duration(node.get(), "`delegation`") : OptionalLong.empty();
        if (millis.orElse(1) > ApprovalLimits.MOST_DELEGATION_MILLIS) {
            draft.diagnostics.error(
                    Check.BAD_VALUE,
                    node.orElseThrow().place(),
                    "a delegation can last for at most 14 days",
                    "write a shorter `delegation`; a person who is away for longer can delegate again or leave the"
                            + " group");
            return otherwise;
        }
        return millis.orElse(otherwise);
    }

    private int most(Fields fields, String key, int otherwise) {
        Optional<Node> node = fields.take(key);
        return node.isEmpty()
                ? otherwise
                : (int) draft.values
                        .integer(node.get(), "`" + key + "`", 1, 1_000_000)
                        .orElse(otherwise);
    }

    private void source(Node.Entry entry) {
        if (!draft.values.isName(entry.key(), "a source")) {
            return;
        }
        Optional<Node.Mapping> body = draft.values.mapping(entry.value(), "a source", "write `{trusted-for: [...]}`");
        Set<String> trusted = new TreeSet<>();
        if (body.isPresent()) {
            Fields fields = new Fields(body.get(), "a source", draft.diagnostics);
            fields.require("trusted-for", "list the duties that it can vouch for, or `[]` for none")
                    .flatMap(n -> draft.values.list(n, "`trusted-for`", "list duties, such as `[invoice.match]`"))
                    .ifPresent(list -> list.items()
                            .forEach(item -> draft.values.text(item, "a duty").ifPresent(duty -> {
                                trusted.add(duty.value());
                                draft.trusted.add(duty);
                            })));
            fields.finish();
        }
        String name = entry.key().value();
        draft.sources.put(name, new Source(name, trusted));
    }

    private void version(Node node) {
        if (!(node instanceof Node.Scalar scalar) || !scalar.value().equals("v1")) {
            draft.diagnostics.error(
                    Check.VERSION, node.place(), "this version of the language is unknown", "write `interlock: v1`");
        }
    }

    private void level(Node.Entry entry) {
        if (!draft.values.isName(entry.key(), "a level")) {
            return;
        }
        List<String> attributes = new ArrayList<>();
        draft.values
                .list(entry.value(), "a level", "list attributes, such as `[chain, owner]`, or `[]` for none")
                .ifPresent(list -> {
                    for (Node item : list.items()) {
                        draft.values.name(item, "an attribute").ifPresent(a -> attribute(a, attributes));
                    }
                });
        draft.levels.put(entry.key().value(), new Level(entry.key().value(), attributes));
    }

    private void attribute(Node.Scalar attribute, List<String> attributes) {
        String name = attribute.value();
        if (Attributes.ALWAYS.contains(name)) {
            draft.diagnostics.warning(
                    Check.ATTRIBUTE, attribute.place(), "`" + name + "` is already part of every level", "remove it");
            return;
        }
        if (!ATTRIBUTES.contains(name)) {
            Suggestion.nearest(name, ATTRIBUTES)
                    .ifPresent(near -> draft.diagnostics.warning(
                            Check.ATTRIBUTE,
                            attribute.place(),
                            "`" + name
                                    + "` is an attribute that only a registry can provide; without it, no one is"
                                    + " independent",
                            "did you mean `" + near + "`?"));
        }
        if (!attributes.contains(name)) {
            attributes.add(name);
        }
    }

    private void tiers(Node.Mapping mapping) {
        if (mapping.entries().isEmpty()) {
            draft.diagnostics.error(
                    Check.WRONG_SHAPE, mapping.place(), "`risk` defines no tier", "define at least one");
        }
        Tier below = null;
        Place belowPlace = mapping.place();
        for (Node.Entry entry : mapping.entries()) {
            if (draft.values.isName(entry.key(), "a tier")) {
                Tier tier = tier(entry);
                draft.tiers.put(tier.name(), tier);
                if (below != null
                        && (tier.onConflict().compareTo(below.onConflict()) < 0
                                || tier.onMissing().compareTo(below.onMissing()) < 0)) {
                    draft.diagnostics.warning(
                            Check.MILDER_TIER,
                            entry.key().place(),
                            "the tier `" + tier.name() + "` is milder than `" + below.name() + "`, which precedes it",
                            "order tiers from the least to the most strict",
                            new Label(belowPlace, "the stricter tier"));
                }
                below = tier;
                belowPlace = entry.key().place();
            }
        }
    }

    private Tier tier(Node.Entry entry) {
        Optional<Node.Mapping> body = draft.values.mapping(
                entry.value(), "a tier", "write `{independence: ..., on-conflict: ..., on-missing: ...}`");
        Optional<Level> level = Optional.empty();
        Optional<Outcome> conflict = Optional.empty();
        Optional<Outcome> missing = Optional.empty();
        if (body.isPresent()) {
            Fields fields = new Fields(body.get(), "a tier", draft.diagnostics);
            level = fields.require("independence", "name a level").flatMap(draft.references::level);
            conflict = fields.require("on-conflict", "write `record`, `hold` or `deny`")
                    .flatMap(n -> draft.values.choice(n, "`on-conflict`", OUTCOMES));
            missing = fields.require("on-missing", "write `record`, `hold` or `deny`")
                    .flatMap(n -> draft.values.choice(n, "`on-missing`", OUTCOMES));
            fields.finish();
        }
        // The errors were reported; the strictest reading keeps the rest of the check going.
        return new Tier(
                entry.key().value(),
                draft.tiers.size(),
                level.orElse(new Level("unknown", List.of())),
                conflict.orElse(Outcome.DENY),
                missing.orElse(Outcome.DENY));
    }

    private void content(Node.Mapping body) {
        Fields fields = new Fields(body, "`content`", draft.diagnostics);
        fields.take("domains")
                .ifPresent(n -> draft.values.texts(n, "a domain").forEach(domain -> {
                    if (DOMAIN.matcher(domain.value()).matches()) {
                        draft.domains.add(domain.value().toLowerCase(Locale.ROOT));
                    } else {
                        draft.diagnostics.error(
                                Check.BAD_VALUE,
                                domain.place(),
                                "`" + domain.value() + "` is not a domain",
                                "write a name such as `example.com`, without `@` and without a scheme");
                    }
                }));
        fields.take("marks")
                .ifPresent(n -> draft.values.texts(n, "a mark").forEach(mark -> {
                    if (MARK.matcher(mark.value()).matches()) {
                        draft.otherMarks.add(mark.value());
                    } else {
                        draft.diagnostics.error(
                                Check.BAD_VALUE,
                                mark.place(),
                                "`" + mark.value() + "` is not a sink or label",
                                "write `sink/` or `label/` and a name, as in `sink/external`");
                    }
                }));
        fields.finish();
    }
}
