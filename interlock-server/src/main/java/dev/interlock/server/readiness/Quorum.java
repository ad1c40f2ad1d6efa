package dev.interlock.server.readiness;

import dev.interlock.engine.decide.Eligibility;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.CallerKind;
import dev.interlock.engine.model.Links;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.state.Actors;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Whether those who are registered can meet a need, by the engine's own test of who is independent of whom. */
final class Quorum {

    private final Deployment deployment;

    Quorum(Deployment deployment) {
        this.deployment = deployment;
    }

    /** Those who may answer for the need, whoever asks; of machine verifiers those that can judge one of the calls. */
    List<Caller> members(Need need, Collection<ToolCall> calls) {
        if (need.groups().isEmpty()) {
            return deployment.people();
        }
        return Stream.concat(
                        deployment.people().stream(),
                        deployment.verifiers().stream()
                                .filter(verifier -> calls.stream().anyMatch(call -> covers(verifier, call))))
                .filter(one -> need.groups().stream().anyMatch(one.groups()::contains))
                .toList();
    }

    static boolean covers(Caller verifier, ToolCall call) {
        return verifier.kind() instanceof CallerKind.Verifier scope
                && scope.covers(call.tool().name(), call.marks());
    }

    /** The members that are independent of somebody at a level: those for whom each attribute of it is known. */
    static List<Caller> measurable(List<Caller> members, Level level) {
        return members.stream()
                .filter(one -> level.attributes().stream()
                        .noneMatch(name -> Actors.outside(one).get(name) instanceof AttributeValue.Unknown))
                .toList();
    }

    /** The number of members that are independent of each other at a level. */
    static int independent(List<Caller> members, Level level) {
        List<Actor> chosen = new ArrayList<>();
        for (Actor one : distinct(measurable(members, level), level)) {
            if (chosen.stream().allMatch(other -> one.independentOf(other, level.attributes()))) {
                chosen.add(one);
            }
        }
        return chosen.size();
    }

    /** Returns whether the need can be met in some task of this position, whoever gives it. */
    static boolean isMet(Need need, List<Caller> members, Position position) {
        if (!isMet(need, members, position.fromStranger())) {
            return false;
        }
        for (Actor requester : position.actors()) {
            if (isMet(need, members, requester)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether the need of this requester can be met. */
    static boolean isMet(Need need, List<Caller> members, Actor requester) {
        List<Actor> eligible = distinct(eligible(need, members, requester), need.level());
        return eligible.size() >= need.count() && choose(eligible, 0, need, new ArrayList<>());
    }

    /** The members who may approve what this requester asks for. */
    static List<Caller> eligible(Need need, List<Caller> members, Actor requester) {
        return members.stream()
                .filter(one -> Eligibility.independent(
                        Links.NONE, Actors.outside(one), requester, need.level().attributes()))
                .toList();
    }

    private static boolean choose(List<Actor> from, int at, Need need, List<Actor> chosen) {
        if (chosen.size() == need.count()) {
            return true;
        }
        for (int i = at; i + need.count() - chosen.size() <= from.size(); i++) {
            Actor next = from.get(i);
            if (chosen.stream()
                    .allMatch(one -> one.independentOf(next, need.level().attributes()))) {
                chosen.add(next);
                if (choose(from, i + 1, need, chosen)) {
                    return true;
                }
                chosen.removeLast();
            }
        }
        return false;
    }

    /** The vectors of the members, of people with one owner only one where the level looks at owners: the others add nothing. */
    private static List<Actor> distinct(List<Caller> members, Level level) {
        boolean owners = level.attributes().contains(Attributes.OWNER);
        Map<Object, Actor> byOwner = new LinkedHashMap<>();
        for (Caller member : members) {
            Object key = owners && member.person() ? Actors.ownOwner(member) : member.name();
            byOwner.putIfAbsent(key, Actors.outside(member));
        }
        return List.copyOf(byOwner.values());
    }

    /** The reason why these members are too few for this requester, as a clause. */
    static String why(Need need, List<Caller> members, Actor requester) {
        List<String> unknown = need.level().attributes().stream()
                .filter(name -> requester.get(name) instanceof AttributeValue.Unknown)
                .toList();
        if (!unknown.isEmpty()) {
            return "its `" + String.join("` and `", unknown) + "` " + (unknown.size() == 1 ? "is" : "are")
                    + " unknown, and an unknown value makes no one independent of it";
        }
        List<Caller> eligible = eligible(need, members, requester);
        List<String> reasons = members.stream()
                .filter(one -> !eligible.contains(one))
                .limit(3)
                .map(one -> "`" + one.name() + "` " + why(Actors.outside(one), requester, need.level()))
                .toList();
        int left = independent(eligible, need.level());
        String rest = left == 0
                ? "there is no one else"
                : left == 1 ? "only 1 is left" : "only " + left + " are left who are independent of each other";
        return reasons.isEmpty() ? rest : String.join(", ", reasons) + ", and " + rest;
    }

    private static String why(Actor one, Actor requester, Level level) {
        if (requester.get(Attributes.OWNER).texts().contains(one.name())) {
            return "is its owner";
        }
        if (requester.get(Attributes.ORIGIN).texts().contains(one.name())) {
            return "instructs it";
        }
        for (String name : level.attributes()) {
            if (one.get(name) instanceof AttributeValue.Unknown) {
                return "has no `" + name + "`";
            }
            if (!AttributeValue.surelyDiffer(one.get(name), requester.get(name))) {
                return "has the same `" + name + "`";
            }
        }
        return "is not independent of it";
    }
}
