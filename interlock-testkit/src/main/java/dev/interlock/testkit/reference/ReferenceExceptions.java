package dev.interlock.testkit.reference;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.testkit.reference.history.PastHold;
import dev.interlock.testkit.reference.history.ThisCall;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Holds: what they and their approvals mean for a call. */
final class ReferenceExceptions {

    private ReferenceExceptions() {}

    /**
     * The finding that a person rejected this very call, for as long as its task lasts; or not too long ago the same
     * action, when somebody asked who is not independent of this caller. A call that is less than the rejected one is
     * held.
     */
    static List<Finding> rejected(ThisCall call) {
        return latest(
                        call,
                        hold -> hold.first.digest().equals(call.digest())
                                || (sticks(call, hold) && !isLess(call, hold)))
                .map(hold -> finding(call, hold, Outcome.DENY))
                .or(() -> latest(call, hold -> sticks(call, hold) || sticksToPart(call, hold))
                        .map(hold -> finding(call, hold, Outcome.HOLD)))
                .stream()
                .toList();
    }

    /**
     * Returns whether the arguments are read by the schema by which those of the held call were. A schema that nobody
     * knows makes no difference.
     */
    static boolean isReadAs(PastHold hold, CallFacts facts) {
        Optional<String> before = hold.first.facts().schema();
        return before.isEmpty() || facts.schema().isEmpty() || before.equals(facts.schema());
    }

    private static Optional<PastHold> latest(ThisCall call, Predicate<PastHold> which) {
        return call.history().holds.values().stream()
                .filter(hold -> hold.rejected)
                .filter(which)
                .max(Comparator.comparing(
                        hold -> hold.answers.getLast().answer().answer()));
    }

    private static Finding finding(ThisCall call, PastHold hold, Outcome outcome) {
        Finding plain = call.plain(
                FindingCode.REJECTED,
                outcome,
                Optional.empty(),
                outcome == Outcome.DENY
                        ? ""
                        : hold.first.facts().amount().map(Amount::toString).orElse(""));
        List<Witness> witnesses = List.of(new Witness(
                hold.first.call(), String.join("|", hold.first.facts().marks())));
        return new Finding(
                        "",
                        FindingCode.REJECTED,
                        outcome,
                        Optional.empty(),
                        Optional.empty(),
                        witnesses,
                        plain.need(),
                        plain.detail())
                .restingOn(plain.unknown())
                .restingOn(ReferenceUnknown.between(
                        call.party(),
                        call.history().links.party(hold.first.actor()),
                        hold.first.call(),
                        call.tier().independence().attributes()));
    }

    private static boolean sticks(ThisCall call, PastHold rejected) {
        return isSameAction(call.facts(), rejected.first.facts()) && concerns(call, rejected);
    }

    /** Returns whether the rejection sticks to the call as a part of the rejected list, which is less than all of it. */
    private static boolean sticksToPart(ThisCall call, PastHold rejected) {
        return hasPart(call.facts(), rejected.first.facts()) && concerns(call, rejected);
    }

    /** Returns whether the call has all that an element of the rejected list names. */
    private static boolean hasPart(CallFacts call, CallFacts rejected) {
        boolean sameUnit = rejected.amount().isEmpty()
                || call.amount().isEmpty()
                || call.amount().get().unit().equals(rejected.amount().get().unit());
        return sameUnit
                && call.marks().containsAll(dutiesOf(rejected))
                && rejected.elements().stream().anyMatch(part -> hasPart(call, part));
    }

    private static boolean hasPart(CallFacts call, Element part) {
        boolean namesSomething = !part.objects().isEmpty()
                || !part.related().isEmpty()
                || !part.values().isEmpty();
        return namesSomething
                && call.objects().containsAll(part.objects())
                && call.related().containsAll(part.related())
                && part.values().entrySet().stream()
                        .allMatch(value -> call.valueKeys().contains(new Key(value.getKey(), value.getValue())));
    }

    private static List<String> dutiesOf(CallFacts facts) {
        return facts.marks().stream().filter(mark -> !mark.contains("/")).toList();
    }

    private static boolean concerns(ThisCall call, PastHold rejected) {
        return rejected.answers.getLast().at().latest()
                        > call.now() - call.history().bundle.rejectedForMillis()
                && !call.party()
                        .independentOf(
                                call.history().links.party(rejected.first.actor()),
                                call.tier().independence().attributes());
    }

    /** Returns whether the call has all that was rejected, whatever else it has; amounts apart. */
    private static boolean isSameAction(CallFacts call, CallFacts rejected) {
        boolean onlyAmount = rejected.objects().isEmpty()
                && rejected.related().isEmpty()
                && rejected.valueKeys().isEmpty()
                && rejected.all().isEmpty();
        boolean bare = onlyAmount && rejected.amount().isEmpty();
        if (bare) {
            return rejected.tool().equals(call.tool())
                    && rejected.argumentsDigest().equals(call.argumentsDigest());
        }
        return call.marks().containsAll(dutiesOf(rejected))
                && call.objects().containsAll(rejected.objects())
                && call.related().containsAll(rejected.related())
                && call.valueKeys().containsAll(rejected.valueKeys())
                && call.all().containsAll(rejected.all())
                && (rejected.amount().isEmpty()
                        || (call.amount().isEmpty() && !onlyAmount)
                        || call.amount()
                                .map(Amount::unit)
                                .equals(rejected.amount().map(Amount::unit)));
    }

    private static boolean isLess(ThisCall call, PastHold rejected) {
        return rejected.first.facts().amount().isPresent()
                && call.facts()
                        .amount()
                        .filter(amount -> amount.value()
                                        .compareTo(rejected.first
                                                .facts()
                                                .amount()
                                                .get()
                                                .value())
                                < 0)
                        .isPresent();
    }

    /** The approvals of the hold that except the finding, if they do. */
    static Optional<List<Long>> excepting(ThisCall call, PastHold hold, Finding finding) {
        if (!hold.first.findings().contains(finding)) {
            return Optional.empty();
        }
        Need need = finding.need().orElseThrow();
        List<PastHold.Given> good = hold.approvals().stream()
                .filter(given -> call.now() - given.at().earliest() <= need.validMillis())
                .filter(given -> !voided(call, finding, given.answer()))
                .toList();
        return ReferenceHolds.quorum(call.history().links, call.actor(), hold, good, need);
    }

    private static boolean voided(ThisCall call, Finding finding, Event.HoldAnswered answer) {
        if (finding.code() != FindingCode.APPROVAL_REQUIRED) {
            return false;
        }
        Rule rule = call.history().bundle.rules().stream()
                .filter(other -> other.id().equals(finding.rule()))
                .findFirst()
                .orElseThrow();
        return rule instanceof Rule.Require require && ReferenceRequire.approvalVoided(call, require, answer.answer());
    }
}
