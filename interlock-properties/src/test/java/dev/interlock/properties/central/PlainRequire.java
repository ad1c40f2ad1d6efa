package dev.interlock.properties.central;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a {@code require} rule says of a plain sequence of effects. */
final class PlainRequire {

    private PlainRequire() {}

    /** A use that a trigger's effect makes of what was done: so many of these, for this key. */
    private record Demand(List<Effect> candidates, int count, Optional<Level> level, int user, int item, Key key) {}

    /** Whether what the last effect needs was there when it took effect. */
    static boolean met(Rule.Require rule, List<Effect> trace) {
        Effect last = trace.getLast();
        if (!last.carries(rule.trigger())) {
            return true;
        }
        List<Demand> demands = new ArrayList<>();
        for (int at = 0; at < trace.size(); at++) {
            Effect user = trace.get(at);
            if (!user.carries(rule.trigger()) || user.exceptedFrom(rule)) {
                continue;
            }
            for (int i = 0; i < rule.done().size(); i++) {
                Rule.Done item = rule.done().get(i);
                // What is not used up, earlier triggers cannot take away.
                if (!item.usedOnce() && at < trace.size() - 1) {
                    continue;
                }
                for (Key key : keys(user, item.per())) {
                    demands.add(new Demand(
                            candidates(rule, item, trace.subList(0, at), user, key),
                            item.count() * (item.usedOnce() ? user.elements(key) : 1),
                            item.apart(),
                            at,
                            i,
                            key));
                }
            }
        }
        return satisfiable(rule, demands, 0, new ArrayList<>());
    }

    private static List<Effect> candidates(
            Rule.Require rule, Rule.Done item, List<Effect> before, Effect user, Key key) {
        List<Effect> candidates = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            Effect done = before.get(i);
            boolean voided = before.subList(i + 1, before.size()).stream()
                    .anyMatch(later -> later.facts().carriesAny(rule.voidAfter())
                            && later.keys().contains(key));
            boolean independent = item.independence().isEmpty()
                    || done.actor()
                            .independentOf(
                                    user.actor(), item.independence().get().attributes());
            boolean recent = done.earliest() > item.expired(user.reservedAt());
            if (recent && done.carries(item.duty()) && done.keys().contains(key) && !voided && independent) {
                candidates.add(done);
            }
        }
        return candidates;
    }

    private record Use(Effect done, int user, int item, Key key) {}

    private static boolean satisfiable(Rule.Require rule, List<Demand> demands, int from, List<Use> uses) {
        if (from == demands.size()) {
            return true;
        }
        Demand demand = demands.get(from);
        return choose(rule, demands, from, demand, 0, new ArrayList<>(), uses);
    }

    private static boolean choose(
            Rule.Require rule,
            List<Demand> demands,
            int from,
            Demand demand,
            int next,
            List<Effect> chosen,
            List<Use> uses) {
        if (chosen.size() == demand.count()) {
            List<Use> more = new ArrayList<>(uses);
            if (rule.done().get(demand.item()).usedOnce()) {
                chosen.forEach(done -> more.add(new Use(done, demand.user(), demand.item(), demand.key())));
            }
            return satisfiable(rule, demands, from + 1, more);
        }
        for (int i = next; i < demand.candidates().size(); i++) {
            Effect done = demand.candidates().get(i);
            boolean taken = uses.stream()
                    .anyMatch(use -> use.done().call().call() == done.call().call()
                            && use.item() == demand.item()
                            && use.key().equals(demand.key())
                            && use.user() != demand.user());
            boolean apart = demand.level().isEmpty()
                    || chosen.stream()
                            .allMatch(other -> other.actor()
                                    .independentOf(
                                            done.actor(), demand.level().get().attributes()));
            if (!taken && apart) {
                chosen.add(done);
                if (choose(rule, demands, from, demand, i + 1, chosen, uses)) {
                    return true;
                }
                chosen.remove(done);
            }
        }
        return false;
    }

    /** An approval is of the object as it was: nothing that voids it took effect in between. */
    static boolean approved(Rule.Require rule, List<Effect> trace) {
        Effect last = trace.getLast();
        boolean excepted = last.call().excepted().stream()
                .anyMatch(finding -> finding.code() == FindingCode.APPROVAL_REQUIRED
                        && finding.rule().equals(rule.id()));
        if (!excepted) {
            return true;
        }
        Finding finding = last.call().excepted().stream()
                .filter(each -> each.code() == FindingCode.APPROVAL_REQUIRED
                        && each.rule().equals(rule.id()))
                .findFirst()
                .orElseThrow();
        long good = last.call().approvals().stream()
                .filter(approval -> trace.subList(0, trace.size() - 1).stream()
                        .noneMatch(effect -> effect.place() > approval
                                && effect.facts().carriesAny(rule.voidAfter())
                                && effect.keys().stream()
                                        .anyMatch(key -> last.facts().objects().contains(key)
                                                || last.facts().isAboutAll(key.kind()))))
                .count();
        return good >= finding.need().orElseThrow().count();
    }

    /** The keys on which something is needed: those that the call had; if none, there is nothing but what it created. */
    static List<Key> keys(Effect effect, String kind) {
        List<Key> all =
                effect.keys().stream().filter(key -> key.kind().equals(kind)).toList();
        List<Key> had =
                all.stream().filter(key -> !effect.created().contains(key)).toList();
        return had.isEmpty() ? all : had;
    }
}
