package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Links;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.state.State;
import dev.interlock.server.render.RuleWords;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which of the parties that acted count as one, at the strictest level of each rule that compares them: as the engine compares them,
 * with links and with what was stated of them since.
 */
final class Sameness {

    /** The most attribute vectors that are compared with each other. */
    private static final int MOST_ACTORS = 100;

    /** The most pairs that are shown for one level. */
    private static final int MOST_PAIRS = 50;

    private final Links links;
    /** The vectors by the name of their party. */
    private final Map<String, Set<Actor>> vectors = new LinkedHashMap<>();

    /** @param calls the newest calls come first into account, where there are too many */
    Sameness(State state, List<PastCall> calls) {
        this.links = state.links();
        int actors = 0;
        for (PastCall call : calls.reversed()) {
            Actor actor = links.canonical(state.linkTable().party(call.decided().actor(), call.number()));
            Set<Actor> known = vectors.computeIfAbsent(call.party(), name -> new LinkedHashSet<>());
            if (actors < MOST_ACTORS && known.add(actor)) {
                actors++;
            }
        }
    }

    /** The strictest level at which a rule compares parties; empty for rules that compare none. */
    static Optional<Level> strictest(Bundle bundle, Rule rule) {
        Tier tier = rule.head().risk().map(bundle.tiers()::get).orElseGet(bundle::strictest);
        return switch (rule) {
            case Rule.Separate separate -> Optional.of(separate.independence().orElse(tier.independence()));
            case Rule.Wall wall -> Optional.of(wall.independence().orElse(tier.independence()));
            case Rule.Require require -> Optional.empty();
            case Rule.Limit limit -> Optional.empty();
            case Rule.Bind bind -> Optional.empty();
            case Rule.Order order -> Optional.empty();
            case Rule.Forbid forbid -> Optional.empty();
            case Rule.Flow flow -> Optional.empty();
            case Rule.FirstUse use -> Optional.empty();
            case Rule.Unusual unusual -> Optional.empty();
        };
    }

    /** Puts for each level the pairs of parties that count as one, with the attribute. */
    void put(ArrayNode out, Bundle bundle, List<Rule> rules) {
        var byLevel = new LinkedHashMap<Level, List<String>>();
        for (Rule rule : rules) {
            strictest(bundle, rule)
                    .ifPresent(level -> byLevel.computeIfAbsent(level, any -> new ArrayList<>())
                            .add(rule.id()));
        }
        byLevel.forEach((level, ids) -> {
            ObjectNode one = out.addObject().put("level", level.name());
            level.attributes().forEach(one.putArray("attributes")::add);
            ids.forEach(one.putArray("rules")::add);
            pairs(one.putArray("one"), level);
        });
    }

    private void pairs(ArrayNode out, Level level) {
        List<String> names = List.copyOf(vectors.keySet());
        for (int i = 0; i < names.size(); i++) {
            for (int j = i + 1; j < names.size(); j++) {
                Optional<Shared> shared = shared(names.get(i), names.get(j), level);
                if (shared.isPresent() && out.size() < MOST_PAIRS) {
                    ObjectNode pair = out.addObject();
                    pair.putArray("parties").add(names.get(i)).add(names.get(j));
                    pair.put("attribute", shared.get().attribute())
                            .put("name", RuleWords.attribute(shared.get().attribute()))
                            .put("unknown", shared.get().unknown());
                }
            }
        }
    }

    /**
     * The attribute in which two parties do not surely differ.
     *
     * @param unknown whether that is because nobody registered it of one of them
     */
    private record Shared(String attribute, boolean unknown) {}

    private Optional<Shared> shared(String one, String other, Level level) {
        for (Actor a : vectors.getOrDefault(one, Set.of())) {
            for (Actor b : vectors.getOrDefault(other, Set.of())) {
                if (!links.independent(a, b, level.attributes())) {
                    return first(a, b, level);
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Shared> first(Actor a, Actor b, Level level) {
        var names = new ArrayList<>(Attributes.ALWAYS);
        names.addAll(level.attributes());
        return names.stream()
                .filter(name -> !AttributeValue.surelyDiffer(a.get(name), b.get(name)))
                .map(name -> new Shared(
                        name,
                        a.get(name) instanceof AttributeValue.Unknown || b.get(name) instanceof AttributeValue.Unknown))
                .findFirst();
    }
}
