package dev.interlock.engine.decide;

import dev.interlock.engine.event.AnswerContext;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Links;
import dev.interlock.engine.policy.ApprovalTerms;
import dev.interlock.engine.state.HoldState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The actors behind an answer to a hold: the one who gave it and, where the right to give it was handed on, the one who
 * handed it on. All of them are independent of the requester, and all those behind one answer of all those behind
 * another.
 */
public final class Approvers {

    private Approvers() {}

    /** Returns whether somebody in these groups may answer for the need once the call has been held for so long. */
    public static boolean inGroup(Need need, Collection<String> groups, boolean verifier, long waitedMillis) {
        // A machine stands for nobody but a group that a rule names.
        return need.by().isEmpty() ? !verifier : groups.stream().anyMatch(group -> isFor(need, group, waitedMillis));
    }

    private static boolean isFor(Need need, String group, long waitedMillis) {
        Optional<ApprovalTerms.Escalation> escalation = need.terms().escalation();
        return need.by().filter(group::equals).isPresent()
                || escalation.isPresent()
                        && escalation.get().to().equals(group)
                        && waitedMillis >= escalation.get().afterMillis();
    }

    /** Returns whether the answer is for one of the need's groups, by a member or in a member's place. */
    static boolean isInGroup(Need need, Event.HoldAnswered answer, long waitedMillis) {
        return inGroup(need, answer.groups(), answer.how().verifier(), waitedMillis)
                || answer.how().delegated().stream()
                        .anyMatch(delegated -> isFor(need, delegated.group(), waitedMillis));
    }

    /** The actors behind the answer as far as the need is concerned; none if it does not count for the need. */
    public static List<Actor> of(
            Links links, Actor requester, Need need, Event.HoldAnswered answer, long waitedMillis) {
        if (!Eligibility.independent(links, answer.by(), requester, need.attributes())) {
            return List.of();
        }
        if (inGroup(need, answer.groups(), answer.how().verifier(), waitedMillis)) {
            return List.of(answer.by());
        }
        for (AnswerContext.Delegated delegated : answer.how().delegated()) {
            if (isFor(need, delegated.group(), waitedMillis)
                    && Eligibility.independent(links, delegated.by(), requester, need.attributes())) {
                return List.of(answer.by(), delegated.by());
            }
        }
        return List.of();
    }

    /** The same of an answer to a hold. */
    public static List<Actor> of(Links links, HoldState hold, HoldState.Answered answer, Need need) {
        return of(links, hold.held().actor(), need, answer.event(), answer.waitedMillis());
    }

    /** Returns whether each of these is independent of each of those. */
    static boolean independent(Links links, List<Actor> these, List<Actor> those, Need need) {
        for (Actor one : these) {
            for (Actor other : those) {
                if (!links.independent(one, other, need.attributes())) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The first combination of answers that meets the need, in their order; null when there is none. */
    static @Nullable List<HoldState.Answered> quorum(
            Links links, Actor requester, HoldState hold, List<HoldState.Answered> from, Need need) {
        var candidates = new ArrayList<Candidate>();
        for (HoldState.Answered answer : from) {
            List<Actor> behind = of(links, requester, need, answer.event(), answer.waitedMillis());
            if (!behind.isEmpty()) {
                candidates.add(new Candidate(answer, behind));
            }
        }
        List<Candidate> chosen = choose(links, candidates, 0, need, new ArrayList<>());
        return chosen == null ? null : chosen.stream().map(Candidate::answer).toList();
    }

    /** Returns whether all that the hold needs was approved, and still counts at this time. */
    static boolean complete(Links links, HoldState hold, long now) {
        return hold.reasons().stream().allMatch(reason -> {
            Need need = reason.need().orElseThrow();
            return quorum(links, hold.held().actor(), hold, standing(hold, need, now), need) != null;
        });
    }

    /** The answers by which all that the hold needs is approved at this time, ascending; empty as long as something is missing. */
    public static List<HoldState.Answered> counting(Links links, HoldState hold, long now) {
        var counting = new TreeMap<Long, HoldState.Answered>();
        for (Finding reason : hold.reasons()) {
            Need need = reason.need().orElseThrow();
            List<HoldState.Answered> quorum = quorum(links, hold.held().actor(), hold, standing(hold, need, now), need);
            if (quorum == null) {
                return List.of();
            }
            quorum.forEach(answer -> counting.put(answer.event().answer(), answer));
        }
        return List.copyOf(counting.values());
    }

    /** The approvals that are not too old for the need. */
    static List<HoldState.Answered> standing(HoldState hold, Need need, long now) {
        return hold.answers().stream()
                .filter(answer -> answer.event().approved() && now - answer.timeMillis() <= need.validMillis())
                .toList();
    }

    private record Candidate(HoldState.Answered answer, List<Actor> behind) {}

    private static @Nullable List<Candidate> choose(
            Links links, List<Candidate> from, int at, Need need, List<Candidate> chosen) {
        if (chosen.size() == need.count()) {
            return chosen;
        }
        for (int i = at; i + need.count() - chosen.size() <= from.size(); i++) {
            Candidate next = from.get(i);
            if (chosen.stream().allMatch(c -> independent(links, c.behind(), next.behind(), need))) {
                chosen.add(next);
                var found = choose(links, from, i + 1, need, chosen);
                if (found != null) {
                    return found;
                }
                chosen.removeLast();
            }
        }
        return null;
    }
}
