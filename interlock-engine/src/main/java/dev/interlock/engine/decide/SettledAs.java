package dev.interlock.engine.decide;

import dev.interlock.engine.check.Findings;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.state.State;
import java.util.List;

/**
 * An outcome as it is recorded, which is not always as it is told: a success that names what was there before, or is another call's,
 * created nothing, and one that does not name all that it creates is none that anybody could be held to.
 *
 * @param broken whether it broke a rule that does not only observe
 */
record SettledAs(Settlement settlement, boolean broken) {

    /** The most objects that are kept of a result: a server that names more names nothing that anybody could look at. */
    private static final int MOST_NAMED = 1_000;

    /** @param seq number of the settlement */
    static SettledAs of(State state, CallView call, Settlement told, long seq, long now) {
        if (!(told instanceof Settlement.Unknown)
                && state.spellings().wrong(told.named()).isPresent()) {
            String reason = "the result names an object with a non-canonical spelling";
            return new SettledAs(new Settlement.Unknown(reason, ofItsTypes(call, told.named())), false);
        }
        return switch (told) {
            case Settlement.Succeeded succeeded -> {
                if (!OutcomeDecider.areElements(call.facts(), succeeded.undone())) {
                    yield unknown(
                            call, "the result mentions elements that the list does not have", succeeded.created());
                }
                if (isNothing(call, succeeded)) {
                    yield succeeded.created().isEmpty()
                            ? new SettledAs(new Settlement.Failed("no element of the list was carried out"), false)
                            : unknown(
                                    call,
                                    "the result names a created object although no element of the list was carried out",
                                    succeeded.created());
                }
                if (!OutcomeFlaws.namesAll(call.facts(), succeeded.undone().size(), succeeded.created())) {
                    yield incomplete(call, succeeded.created());
                }
                boolean existed = state.disturbances().areOthers(call, succeeded);
                if (existed && !succeeded.undone().isEmpty() && call.facts().mayExist(succeeded.created())) {
                    // The call would succeed as a whole, and meet what its undone part does not.
                    yield unknown(
                            call,
                            "part of the list was not carried out, yet the result names existing objects",
                            succeeded.created());
                }
                yield existed ? existed(state, call, succeeded.created(), seq, now) : new SettledAs(succeeded, false);
            }
            case Settlement.Existed existed ->
                OutcomeFlaws.namesWhatExisted(call.facts(), existed.named())
                        ? existed(state, call, existed.named(), seq, now)
                        : incomplete(call, existed.named());
            case Settlement.Failed failed -> new SettledAs(failed, false);
            case Settlement.Unknown unknown ->
                new SettledAs(new Settlement.Unknown(unknown.reason(), ofItsTypes(call, unknown.named())), false);
        };
    }

    /** Returns whether each element of the list is proven not to have been done. */
    private static boolean isNothing(CallView call, Settlement.Succeeded succeeded) {
        int elements = call.facts().elements().size();
        return elements > 0 && succeeded.undone().size() == elements;
    }

    /** The unknown end of a success that does not name what it created: it could not be found on its keys. */
    private static SettledAs incomplete(CallView call, List<Key> named) {
        return unknown(
                call,
                OutcomeFlaws.areDistinct(named)
                        ? "the result does not name every object that the call creates"
                        : "the result names an object twice",
                named);
    }

    private static SettledAs unknown(CallView call, String reason, List<Key> named) {
        return new SettledAs(new Settlement.Unknown(reason, ofItsTypes(call, named)), false);
    }

    private static List<Key> ofItsTypes(CallView call, List<Key> named) {
        return named.stream()
                .filter(object -> call.facts().creates().contains(object.kind()))
                .distinct()
                .sorted()
                .limit(MOST_NAMED)
                .toList();
    }

    /**
     * Asks the rules once more, for what the call turns out to lie on: what they said of its own keys was said when it
     * was reserved.
     */
    private static SettledAs existed(State state, CallView call, List<Key> named, long seq, long now) {
        if (call.facts().mayExist(named)) {
            return new SettledAs(new Settlement.Existed(named, List.of()), false); // it was decided on all of them
        }
        List<Finding> findings = Findings.ofRules(state.existedView(seq, now, call, named));
        findings.removeAll(Findings.ofRules(state.existedView(seq, now, call, List.of())));
        return new SettledAs(
                new Settlement.Existed(named, Findings.recorded(findings)),
                findings.stream().anyMatch(finding -> finding.outcome() != Outcome.RECORD));
    }

    /** Returns whether an outcome is recorded as told, so that it need not be told again. */
    static boolean isRecordOf(Settlement recorded, Settlement told) {
        return switch (recorded) {
            case Settlement.Existed existed ->
                !(told instanceof Settlement.Unknown) && existed.named().equals(told.named());
            case Settlement.Unknown unknown ->
                told instanceof Settlement.Unknown other && unknown.reason().equals(other.reason());
            case Settlement.Succeeded succeeded -> succeeded.equals(told);
            case Settlement.Failed failed -> failed.equals(told);
        };
    }
}
