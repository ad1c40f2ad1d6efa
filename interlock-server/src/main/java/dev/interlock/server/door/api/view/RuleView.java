package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.policy.lint.Excerpt;
import dev.interlock.server.enforce.Policy;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.RuleWords;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A rule of the bundle in force as people see it: as it is meant, as it is written, and what it compares parties by. */
public final class RuleView {

    private final Policy policy;
    private final RuleWords words;

    public RuleView(Policy policy) {
        this.policy = policy;
        this.words = new RuleWords(policy.bundle());
    }

    /** Shows the rule as one line of a list. */
    public ObjectNode line(Rule rule) {
        Rule.Head head = rule.head();
        ObjectNode out = Json.object()
                .put("id", rule.id())
                .put("kind", RuleWords.kind(rule))
                .put("title", head.title())
                .put("mode", head.observe() ? "observe" : "enforce")
                .put("waivable", head.waivable());
        head.risk().ifPresent(risk -> out.put("risk", risk));
        return out;
    }

    /** Shows all of it that the bundle says. */
    public ObjectNode full(Rule rule) {
        ObjectNode out = line(rule);
        out.put("text", String.join(" ", words.sentences(rule)));
        words.sentences(rule).forEach(out.putArray("sentences")::add);
        rule.allMarks().forEach(out.putArray("duties")::add);
        about(rule).forEach(out.putArray("about")::add);
        RuleWords.window(rule).ifPresent(window -> out.put("window", window));
        independence(out, rule);
        rule.head().controls().forEach(out.putArray("controls")::add);
        rule.head().until().ifPresent(until -> out.put("until", until));
        Optional.ofNullable(policy.rules().get(rule.id()))
                .ifPresent(excerpt -> source(out.putObject("source"), excerpt));
        return out;
    }

    private static void source(ObjectNode out, Excerpt excerpt) {
        out.put("file", excerpt.path()).put("line", excerpt.line());
        excerpt.lines().forEach(out.putArray("lines")::add);
        out.put("cut", excerpt.cut());
    }

    /** The kinds of objects and values on which the rule counts, or needs something. */
    public static Collection<String> about(Rule rule) {
        return switch (rule) {
            case Rule.Separate separate -> List.of(separate.per());
            case Rule.Require require ->
                require.done().stream().map(Rule.Done::per).distinct().toList();
            case Rule.Limit limit -> List.of(limit.per());
            case Rule.Bind bind -> List.of(bind.per());
            case Rule.Order order -> List.of(order.per());
            case Rule.Wall wall ->
                wall.datasets() instanceof Rule.Datasets.Objects objects ? List.of(objects.between()) : List.of();
            case Rule.Forbid forbid -> List.of();
            case Rule.Flow flow -> List.of();
            case Rule.FirstUse use -> List.of(use.per());
            case Rule.Unusual unusual -> List.of(unusual.per());
        };
    }

    /** Writes in what parties have to differ: at the level that the rule names, else at that of each tier that calls have under it. */
    private void independence(ObjectNode out, Rule rule) {
        Optional<Optional<Level>> compared = switch (rule) {
            case Rule.Separate separate -> Optional.of(separate.independence());
            case Rule.Wall wall -> Optional.of(wall.independence());
            case Rule.Require require -> require.approval().map(approval -> approval.independence());
            case Rule.Limit limit -> Optional.empty();
            case Rule.Bind bind -> Optional.empty();
            case Rule.Order order -> Optional.empty();
            case Rule.Forbid forbid -> Optional.empty();
            case Rule.Flow flow -> Optional.empty();
            case Rule.FirstUse use -> Optional.empty();
            case Rule.Unusual unusual -> Optional.empty();
        };
        if (compared.isEmpty()) {
            return;
        }
        ArrayNode levels = out.putArray("independence");
        Optional<Level> named = compared.get();
        if (named.isPresent()) {
            put(levels.addObject(), named.get());
            return;
        }
        for (Tier tier : policy.bundle().tiers().values()) {
            if (rule.head().risk().map(tier.name()::equals).orElse(true)) {
                put(levels.addObject().put("risk", tier.name()), tier.independence());
            }
        }
    }

    private static void put(ObjectNode out, Level level) {
        out.put("level", level.name());
        level.attributes().forEach(out.putArray("attributes")::add);
    }
}
