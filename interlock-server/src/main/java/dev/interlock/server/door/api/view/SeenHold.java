package dev.interlock.server.door.api.view;

import dev.interlock.engine.decide.Approvers;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Links;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.state.HoldState;
import dev.interlock.engine.state.OpenCall;
import dev.interlock.engine.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A hold as the state has it at one moment: a copy, so that the writer goes on while the hold is put into words.
 *
 * @param waitsUntilMillis the end of its wait; {@link Long#MAX_VALUE} for never
 * @param code the binding code
 * @param group names the holds that are alike
 * @param status {@code open}, {@code rejected}, {@code spent}, {@code superseded}, {@code voided}, {@code expired},
 *     {@code withdrawn}, or {@code closed} when its task has ended
 * @param approved whether it is open and all that it needs was approved, so that the call may be made
 * @param delegations the delegations by which others may answer
 * @param gone parties that may decide nothing any more
 * @param relations for each object of the call, the objects that it belongs to or descends from by the record
 * @param open the unsettled ones of the witnesses: {@code open} or {@code unknown}
 * @param links values that are the same
 * @param goal the goal of the intent, in the bundle's words
 */
public record SeenHold(
        Event.CallHeld held,
        long heldMillis,
        long waitsUntilMillis,
        String code,
        String group,
        String status,
        boolean approved,
        List<HoldState.Answered> answers,
        List<HoldEvent.Delegated> delegations,
        Predicate<Actor> gone,
        Event.TaskOpened task,
        Map<Key, SortedSet<Key>> relations,
        Map<Long, String> open,
        String goal,
        Links links,
        Bundle bundle) {

    /**
     * A hold that the state knows.
     *
     * @param now approvals grow old
     */
    static SeenHold of(State state, HoldState hold, Event.TaskOpened task, long now) {
        boolean approved = hold.status() == HoldState.Status.OPEN
                && !Approvers.counting(state.links(), hold, now).isEmpty();
        return of(state, hold, word(hold.status()), approved, task);
    }

    /** A hold that only the record knows in full. */
    static SeenHold past(State state, HoldState hold, Event.TaskOpened task) {
        HoldState.Status status = state.holds().status(hold.number());
        return of(state, hold, status == null ? "closed" : word(status), /* approved= */ false, task);
    }

    /** The status as callers read and name it. */
    static String word(HoldState.Status status) {
        return switch (status) {
            case OPEN -> "open";
            case REJECTED -> "rejected";
            case SPENT -> "spent";
            case SUPERSEDED -> "superseded";
            case VOIDED -> "voided";
            case EXPIRED -> "expired";
            case WITHDRAWN -> "withdrawn";
        };
    }

    private static SeenHold of(State state, HoldState hold, String status, boolean approved, Event.TaskOpened task) {
        Event.CallHeld held = hold.held();
        var relations = new TreeMap<Key, SortedSet<Key>>();
        held.facts().objects().forEach(key -> relations.put(key, Relations.above(state.keys(), key)));
        held.facts().related().forEach(key -> relations.put(key, Relations.above(state.keys(), key)));
        var open = new TreeMap<Long, String>();
        for (Finding finding : held.findings()) {
            for (Witness witness : finding.witnesses()) {
                OpenCall call = state.calls().get(witness.call());
                if (call != null) {
                    open.put(witness.call(), call.unknown() ? "unknown" : "open");
                }
            }
        }
        Optional<Intent> intent = Optional.ofNullable(state.bundle().intents().get(task.intent()));
        return new SeenHold(
                held,
                hold.heldMillis(),
                hold.waitsUntilMillis(),
                hold.code(),
                Group.of(hold),
                status,
                approved,
                List.copyOf(hold.answers()),
                state.delegations().all().stream().toList(),
                state.agents().leavers(state.links()),
                task,
                relations,
                open,
                intent.map(Intent::goal).orElse(""),
                state.links(),
                state.bundle());
    }

    /** The same with the answers that the record has, where its own are not known any more. */
    public SeenHold completed(HoldStory story) {
        if (!answers.isEmpty()) {
            return this;
        }
        var given = new ArrayList<HoldState.Answered>();
        for (Recorded recorded : story.answers()) {
            if (recorded.event() instanceof Event.HoldAnswered answered) {
                long time = recorded.timeMillis();
                given.add(new HoldState.Answered(answered, time, time - heldMillis));
            }
        }
        return new SeenHold(
                held,
                heldMillis,
                waitsUntilMillis,
                code,
                group,
                status,
                approved,
                List.copyOf(given),
                delegations,
                gone,
                task,
                relations,
                open,
                goal,
                links,
                bundle);
    }

    /** Returns whether an approval has to repeat the binding code. */
    boolean confirmed() {
        return reasons().stream()
                .flatMap(reason -> reason.need().stream())
                .anyMatch(need -> need.terms().confirmed());
    }

    /** Returns whether it can still be approved, and an approval is critical: that of a call whose code has to be repeated. */
    public boolean critical() {
        return status.equals("open") && confirmed();
    }

    /** The findings that hold the call; others were only recorded with it. */
    List<Finding> reasons() {
        return held.findings().stream().filter(f -> f.outcome() == Outcome.HOLD).toList();
    }
}
