package dev.interlock.testkit.reference;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command.AnswerHold;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.command.HoldCommand;
import dev.interlock.engine.event.AnswerContext;
import dev.interlock.engine.event.Barred;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Event.HoldAnswered;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.BindingCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.CallerKind;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.testkit.reference.history.History;
import dev.interlock.testkit.reference.history.PastHold;
import dev.interlock.testkit.reference.history.PastLinks;
import dev.interlock.testkit.reference.history.PastTask;
import dev.interlock.testkit.reference.history.ThisCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Holds: who may answer them, who stands behind an answer, and how they end. */
final class ReferenceHolds {

    private ReferenceHolds() {}

    // --- the actors behind an answer

    private static boolean isFor(Need need, String group, long waited) {
        boolean escalated = need.terms().escalation().stream()
                .anyMatch(escalation -> escalation.to().equals(group) && waited >= escalation.afterMillis());
        return need.by().equals(Optional.of(group)) || (need.by().isPresent() && escalated);
    }

    private static boolean inOwnGroup(Need need, HoldAnswered answer, long waited) {
        if (need.by().isEmpty()) {
            return !answer.how().verifier();
        }
        return answer.groups().stream().anyMatch(group -> isFor(need, group, waited));
    }

    private static boolean inGroup(Need need, HoldAnswered answer, long waited) {
        return inOwnGroup(need, answer, waited)
                || answer.how().delegated().stream().anyMatch(handed -> isFor(need, handed.group(), waited));
    }

    /**
     * The actors behind the answer: the one who gave it, and the one who handed on the right to; none where it does not
     * count for the need.
     */
    static List<Actor> behind(PastLinks links, Actor requester, Need need, HoldAnswered answer, long waited) {
        if (!Actors.mayJudge(links, answer.by(), requester, need.attributes())) {
            return List.of();
        }
        if (inOwnGroup(need, answer, waited)) {
            return List.of(answer.by());
        }
        return answer.how().delegated().stream()
                .filter(handed -> isFor(need, handed.group(), waited))
                .map(AnswerContext.Delegated::by)
                .filter(delegator -> Actors.mayJudge(links, delegator, requester, need.attributes()))
                .findFirst()
                .map(delegator -> List.of(answer.by(), delegator))
                .orElse(List.of());
    }

    static List<Actor> behind(PastLinks links, PastHold hold, PastHold.Given given, Need need) {
        return behind(links, hold.first.actor(), need, given.answer(), hold.waited(given));
    }

    static boolean independent(PastLinks links, List<Actor> these, List<Actor> those, Need need) {
        return these.stream()
                .allMatch(one -> those.stream().allMatch(other -> links.independent(one, other, need.attributes())));
    }

    /** The numbers of the first answers that together meet the need. */
    static Optional<List<Long>> quorum(
            PastLinks links, Actor requester, PastHold hold, List<PastHold.Given> from, Need need) {
        List<PastHold.Given> counting = from.stream()
                .filter(given -> !behind(links, requester, need, given.answer(), hold.waited(given))
                        .isEmpty())
                .toList();
        return Combination.first(
                        counting,
                        need.count(),
                        (a, b) -> independent(
                                links,
                                behind(links, requester, need, a.answer(), hold.waited(a)),
                                behind(links, requester, need, b.answer(), hold.waited(b)),
                                need))
                .map(chosen ->
                        chosen.stream().map(given -> given.answer().answer()).toList());
    }

    private static boolean complete(History history, PastHold hold, long now) {
        return needs(hold).stream().allMatch(need -> {
            List<PastHold.Given> standing = hold.approvals().stream()
                    .filter(given -> now - given.at().earliest() <= need.validMillis())
                    .toList();
            return quorum(history.links, hold.first.actor(), hold, standing, need)
                    .isPresent();
        });
    }

    private static List<Need> needs(PastHold hold) {
        return hold.reasons().stream()
                .map(finding -> finding.need().orElseThrow())
                .toList();
    }

    // --- answers

    static Decision answer(History history, AnswerHold command, long now) {
        return answer(history, command, history.nextSeq(), OptionalLong.empty(), now);
    }

    private static Decision answer(History history, AnswerHold command, long number, OptionalLong with, long now) {
        PastHold hold = standing(history, command.hold());
        if (hold == null) {
            return Refusals.refuse(RefusalCode.HOLD_UNKNOWN);
        }
        PastTask task = history.task(hold.first.task());
        if (!history.open(hold)) {
            return Refusals.refuse(hold.expired ? RefusalCode.HOLD_EXPIRED : RefusalCode.HOLD_CLOSED);
        }
        List<Event> over = ReferenceEnds.endIfOver(history, task, now);
        if (!over.isEmpty()) {
            return Refusals.refuse(over, RefusalCode.HOLD_UNKNOWN);
        }
        if (hold.overdue(now) && !complete(history, hold, now)) {
            return Refusals.refuse(List.of(new HoldEvent.Expired(hold.number())), RefusalCode.HOLD_EXPIRED);
        }
        Caller by = command.by();
        Actor person = Actors.alone(by);
        HoldAnswered answered = new HoldAnswered(
                number,
                hold.number(),
                command.approve(),
                person,
                by.groups(),
                command.comment(),
                new AnswerContext(
                        command.approve() && command.confirmation().isPresent(),
                        by.verifier(),
                        command.channel(),
                        inPlaceOf(history, command, hold, now),
                        with,
                        command.presence()));
        return whoMayNot(history, command, hold, answered, now)
                .or(() -> command.approve() ? whatMayNot(history, command, hold, task, with, now) : Optional.empty())
                .map(Refusals::refuse)
                .orElseGet(() -> new Decision(List.of(answered), new Answer.Done(number)));
    }

    private static Optional<RefusalCode> whoMayNot(
            History history, AnswerHold command, PastHold hold, HoldAnswered answered, long now) {
        Caller by = command.by();
        if (by.agent()) {
            return Optional.of(RefusalCode.NOT_ALLOWED);
        }
        Optional<RefusalCode> gone = ReferenceAgents.gone(history, by);
        if (gone.isPresent()) {
            return gone;
        }
        if (by.kind() instanceof CallerKind.Verifier verifier) {
            Optional<Barred> barred = ReferenceAgents.barred(history, by);
            if (barred.isPresent()) {
                return barred.map(Barred::refusal);
            }
            if (!verifier.covers(hold.first.facts().tool(), hold.first.facts().marks())) {
                return Optional.of(RefusalCode.OUTSIDE_SCOPE);
            }
        }
        if (hold.answers.stream()
                .anyMatch(given -> history.links
                        .same(Attributes.AGENT, by.name())
                        .contains(given.answer().by().name()))) {
            return Optional.of(RefusalCode.NOT_INDEPENDENT);
        }
        boolean veto = needs(hold).stream()
                .anyMatch(need -> need.terms().veto().stream().anyMatch(by.groups()::contains));
        if (veto && !command.approve()) {
            return Optional.empty();
        }
        long waited = now - hold.heldAt.latest();
        if (needs(hold).stream().noneMatch(need -> inGroup(need, answered, waited))) {
            return Optional.of(RefusalCode.NOT_IN_GROUP);
        }
        boolean counts = needs(hold).stream()
                .anyMatch(need -> !behind(history.links, hold.first.actor(), need, answered, waited)
                        .isEmpty());
        return counts ? Optional.empty() : Optional.of(RefusalCode.NOT_INDEPENDENT);
    }

    private static Optional<RefusalCode> whatMayNot(
            History history, AnswerHold command, PastHold hold, PastTask task, OptionalLong with, long now) {
        History without = history.without(hold.first);
        ThisCall held = ThisCall.of(without, without.task(task.number()), hold.first.actor(), hold.first.facts(), now);
        if (!held.digest().equals(hold.first.digest())
                || !command.digest().orElse(hold.first.digest()).equals(hold.first.digest())) {
            return Optional.of(RefusalCode.HOLD_OUTDATED);
        }
        boolean wrong = command.confirmation().stream()
                .anyMatch(code -> !BindingCode.matches(BindingCode.of(hold.first.digest(), hold.number()), code));
        if (wrong) {
            return Optional.of(RefusalCode.CONFIRMATION_WRONG);
        }
        if (confirmed(hold) && command.confirmation().isEmpty()) {
            return Optional.of(RefusalCode.CONFIRMATION_REQUIRED);
        }
        long lately = history.events.stream()
                .filter(recorded -> history.clock.latest(recorded.seq(), recorded.timeMillis()) > now - 600_000)
                .filter(recorded -> recorded.event() instanceof HoldAnswered earlier
                        && earlier.approved()
                        && earlier.how().with().isEmpty()
                        && earlier.by().name().equals(command.by().name()))
                .count();
        return command.by().person()
                        && with.isEmpty()
                        && lately >= history.bundle.approvals().answersPerWindow()
                ? Optional.of(RefusalCode.ANSWERS_EXHAUSTED)
                : Optional.empty();
    }

    private static boolean confirmed(PastHold hold) {
        return needs(hold).stream().anyMatch(need -> need.terms().confirmed());
    }

    private static List<AnswerContext.Delegated> inPlaceOf(
            History history, AnswerHold command, PastHold hold, long now) {
        Set<String> missing = new TreeSet<>();
        for (Need need : needs(hold)) {
            need.by().ifPresent(missing::add);
            need.terms().escalation().ifPresent(escalation -> missing.add(escalation.to()));
        }
        missing.removeAll(command.by().groups());
        List<AnswerContext.Delegated> found = new ArrayList<>();
        for (HoldEvent.Delegated handed : history.delegations.values()) {
            boolean standing = command.by().person()
                    && handed.to().equals(command.by().name())
                    && now <= ReferenceDelegations.until(history, handed)
                    && missing.contains(handed.group());
            command.delegators().stream()
                    .filter(delegator -> standing
                            && delegator.person()
                            && ReferenceAgents.gone(history, delegator).isEmpty()
                            && delegator.name().equals(handed.by().name())
                            && delegator.groups().contains(handed.group()))
                    .findFirst()
                    .ifPresent(delegator -> found.add(
                            new AnswerContext.Delegated(handed.delegation(), Actors.alone(delegator), handed.group())));
        }
        return found;
    }

    static boolean gone(History history, String person) {
        return history.agents.isGone(history.links, AttributeValue.known(person));
    }

    // --- the other commands

    static Decision decide(History history, HoldCommand command, long now) {
        return switch (command) {
            case HoldCommand.Withdraw withdraw -> withdraw(history, withdraw, now);
            case HoldCommand.AnswerLike like -> answerLike(history, like, now);
            case HoldCommand.Delegate delegate -> ReferenceDelegations.delegate(history, delegate, now);
            case HoldCommand.EndDelegation end -> ReferenceDelegations.endDelegation(history, end, now);
            case HoldCommand.ReviewDelegations review -> ReferenceDelegations.review(history, review);
        };
    }

    private static Decision answerLike(History history, HoldCommand.AnswerLike command, long now) {
        List<AnswerHold> answers = command.answers();
        if (answers.isEmpty()
                || answers.stream().map(AnswerHold::hold).distinct().count() < answers.size()) {
            return Refusals.refuse(RefusalCode.ARGUMENT_INVALID);
        }
        AnswerHold says = answers.getFirst();
        if (answers.stream()
                .anyMatch(answer -> answer.approve() != says.approve()
                        || !answer.by().name().equals(says.by().name()))) {
            return Refusals.refuse(RefusalCode.ARGUMENT_INVALID);
        }
        PastHold first = open(history, answers.getFirst().hold());
        for (AnswerHold answer : answers) {
            PastHold hold = open(history, answer.hold());
            if (first != null && hold != null && !alike(first, hold)) {
                return Refusals.refuse(RefusalCode.HOLDS_DIFFER);
            }
            if (hold != null && answer.approve() && confirmed(hold)) {
                return Refusals.refuse(RefusalCode.CONFIRMATION_REQUIRED);
            }
        }
        List<Event> events = new ArrayList<>();
        for (AnswerHold answer : answers) {
            OptionalLong with = events.isEmpty() ? OptionalLong.empty() : OptionalLong.of(history.nextSeq());
            Decision one = answer(history, answer, history.nextSeq() + events.size(), with, now);
            if (one.answer() instanceof Answer.Refused) {
                return one;
            }
            events.addAll(one.events());
        }
        return new Decision(events, new Answer.Done(history.nextSeq()));
    }

    /** The hold, as long as its task has not ended and it is not forgotten. */
    private static @Nullable PastHold standing(History history, long number) {
        PastHold hold = history.holds.get(number);
        return hold == null || hold.forgotten || history.task(hold.first.task()).ended ? null : hold;
    }

    private static @Nullable PastHold open(History history, long number) {
        PastHold hold = history.holds.get(number);
        return hold == null || !history.open(hold) ? null : hold;
    }

    private static boolean alike(PastHold a, PastHold b) {
        return a.first.actor().name().equals(b.first.actor().name())
                && a.first.facts().tool().equals(b.first.facts().tool())
                && likeness(a).equals(likeness(b));
    }

    private static List<List<Object>> likeness(PastHold hold) {
        return hold.reasons().stream()
                .map(reason -> List.<Object>of(
                        reason.rule(),
                        reason.code(),
                        reason.need().orElseThrow().level()))
                .toList();
    }

    private static Decision withdraw(History history, HoldCommand.Withdraw command, long now) {
        PastHold hold = standing(history, command.hold());
        if (hold == null) {
            return Refusals.refuse(RefusalCode.HOLD_UNKNOWN);
        }
        PastTask task = history.task(hold.first.task());
        Caller by = command.by();
        boolean may = history.lineage(task).stream()
                .anyMatch(each -> by.agent()
                        ? each.opened.agent().equals(by.name())
                        : by.person() && each.opened.openedBy().equals(by.name()));
        if (!may) {
            return Refusals.refuse(RefusalCode.NOT_ALLOWED);
        }
        if (!history.open(hold)) {
            return Refusals.refuse(RefusalCode.HOLD_CLOSED);
        }
        List<Event> over = ReferenceEnds.endIfOver(history, task, now);
        if (!over.isEmpty()) {
            return Refusals.refuse(over, RefusalCode.HOLD_UNKNOWN);
        }
        return new Decision(
                List.of(new HoldEvent.Withdrawn(command.hold(), by.name(), command.comment())),
                new Answer.Done(command.hold()));
    }

    /** The ends of what is over by time: holds of tasks that go on, and delegations. */
    static List<Event> tick(History history, Set<Long> ending, long now) {
        List<Event> events = new ArrayList<>();
        for (PastHold hold : history.holds.values()) {
            if (history.open(hold)
                    && hold.overdue(now)
                    && !ending.contains(hold.first.task())
                    && !complete(history, hold, now)) {
                events.add(new HoldEvent.Expired(hold.number()));
            }
        }
        events.addAll(ReferenceDelegations.over(history, now));
        return events;
    }

    /** The denial of one more hold of the agent; empty if one more may be held. */
    static List<Finding> exhausted(ThisCall call) {
        List<PastHold> open = call.history().holds.values().stream()
                .filter(call.history()::open)
                .toList();
        AttributeValue chain = call.actor().get(Attributes.CHAIN);
        long ofAgent = open.stream()
                .filter(hold -> hold.first.actor().name().equals(call.actor().name()))
                .count();
        long ofChain = open.stream()
                .filter(hold -> AttributeValue.surelySame(hold.first.actor().get(Attributes.CHAIN), chain))
                .count();
        var limits = call.history().bundle.approvals();
        if (ofAgent >= limits.openPerAgent()) {
            return List.of(exhausted(call, limits.openPerAgent() + " of the agent"));
        }
        return ofChain >= limits.openPerChain()
                ? List.of(exhausted(call, limits.openPerChain() + " of its chain"))
                : List.of();
    }

    private static Finding exhausted(ThisCall call, String detail) {
        return call.plain(FindingCode.HOLDS_EXHAUSTED, Outcome.DENY, Optional.empty(), detail);
    }
}
