package dev.interlock.testkit.reference;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command.AnswerHold;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Code;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Holds: who may answer them, and what their approvals let through. */
final class ReferenceExceptions {

    private ReferenceExceptions() {}

    /**
     * A person rejected this very call, for as long as its task lasts; or not too long ago the same action, when somebody
     * asked who is not independent of this caller.
     */
    static List<Finding> rejected(ThisCall call) {
        return call.history().holds.values().stream()
                .filter(hold -> hold.rejected)
                .filter(hold -> hold.first.digest().equals(call.digest()) || sticks(call, hold))
                .max(Comparator.comparing(
                        hold -> hold.answers.getLast().answer().answer()))
                .map(hold -> List.of(new Finding(
                        "",
                        Code.REJECTED,
                        Outcome.DENY,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(new Witness(
                                hold.first.call(),
                                String.join("|", hold.first.facts().marks()))),
                        Optional.empty(),
                        "")))
                .orElse(List.of());
    }

    private static boolean sticks(ThisCall call, PastHold rejected) {
        CallFacts facts = rejected.first.facts();
        return rejected.answers.getLast().at()
                        > call.now() - call.history().bundle.rejectedForMillis()
                && facts.tool().equals(call.facts().tool())
                && facts.argumentsDigest().equals(call.facts().argumentsDigest())
                && Set.copyOf(facts.objects()).equals(Set.copyOf(call.facts().objects()))
                && !call.party()
                        .independentOf(
                                call.history().links.party(rejected.first.actor()),
                                call.tier().independence().attributes());
    }

    /** The approvals of the hold that except the finding, if they do. */
    static Optional<List<Long>> excepting(ThisCall call, PastHold hold, Finding finding) {
        if (!hold.first.findings().contains(finding)) {
            return Optional.empty();
        }
        Need need = finding.need().orElseThrow();
        List<Event.HoldAnswered> good = hold.approvals().stream()
                .filter(given -> call.now() - given.at() <= need.validMillis())
                .map(PastHold.Given::answer)
                .filter(answer -> eligible(call.history().links, answer.by(), answer.groups(), call.actor(), need))
                .filter(answer -> !voided(call, finding, answer))
                .toList();
        return Combination.first(
                        good,
                        need.count(),
                        (a, b) -> call.history().links.independent(a.by(), b.by(), need.attributes()))
                .map(chosen -> chosen.stream().map(Event.HoldAnswered::answer).toList());
    }

    private static boolean voided(ThisCall call, Finding finding, Event.HoldAnswered answer) {
        if (finding.code() != Code.APPROVAL_REQUIRED) {
            return false;
        }
        Rule rule = call.history().bundle.rules().stream()
                .filter(other -> other.id().equals(finding.rule()))
                .findFirst()
                .orElseThrow();
        return rule instanceof Rule.Require require && ReferenceRequire.approvalVoided(call, require, answer.answer());
    }

    private static boolean inGroup(Set<String> groups, Need need) {
        return need.by().isEmpty() || groups.contains(need.by().get());
    }

    static boolean eligible(PastLinks links, Actor person, Set<String> groups, Actor requester, Need need) {
        return inGroup(groups, need) && Actors.mayJudge(links, person, requester, need.attributes());
    }

    static Decision answer(History history, AnswerHold command, long now) {
        PastHold hold = history.holds.get(command.hold());
        if (hold == null) {
            return Refusals.refuse(Code.HOLD_UNKNOWN);
        }
        PastTask task = history.task(hold.first.task());
        if (task.ended) {
            return Refusals.refuse(Code.HOLD_UNKNOWN);
        }
        if (!history.open(hold)) {
            return Refusals.refuse(Code.HOLD_CLOSED);
        }
        List<Event> over = ReferenceEnds.endIfOver(history, task, now);
        if (!over.isEmpty()) {
            return Refusals.refuse(over, Code.HOLD_UNKNOWN);
        }
        if (!command.by().person()) {
            return Refusals.refuse(Code.NOT_ALLOWED);
        }
        if (hold.answers.stream()
                .anyMatch(given -> history.links
                        .same(Attributes.AGENT, command.by().name())
                        .contains(given.answer().by().name()))) {
            return Refusals.refuse(Code.NOT_INDEPENDENT);
        }
        Actor person = Actors.alone(command.by());
        Set<String> groups = command.by().groups();
        List<Need> needs = hold.reasons().stream()
                .map(finding -> finding.need().orElseThrow())
                .toList();
        if (needs.stream().noneMatch(need -> inGroup(groups, need))) {
            return Refusals.refuse(Code.NOT_IN_GROUP);
        }
        if (needs.stream().noneMatch(need -> eligible(history.links, person, groups, hold.first.actor(), need))) {
            return Refusals.refuse(Code.NOT_INDEPENDENT);
        }
        History without = history.without(hold.first);
        ThisCall held = ThisCall.of(without, without.task(task.number()), hold.first.actor(), hold.first.facts(), now);
        if (command.approve() && !held.digest().equals(hold.first.digest())) {
            return Refusals.refuse(Code.HOLD_OUTDATED);
        }
        long number = history.nextSeq();
        Event answered = new Event.HoldAnswered(
                number, hold.number(), command.approve(), person, command.by().groups(), command.comment());
        return new Decision(List.of(answered), new Answer.Done(number));
    }
}
