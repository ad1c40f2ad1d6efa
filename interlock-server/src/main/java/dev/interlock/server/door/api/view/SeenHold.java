package dev.interlock.server.door.api.view;

import dev.interlock.engine.decide.Approvers;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.BindingCode;
import dev.interlock.engine.model.CallFacts;
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
 * @param group names the holds that are alike
 * @param status {@code open}, {@code rejected}, {@code spent}, {@code superseded}, {@code voided}, {@code expired},
 *     {@code withdrawn}, or {@code closed} when its task has ended
 * @param approved whether it is open and all that it needs was approved, so that the call may be made
 * @param delegations the delegations by which others may answer
 * @param gone parties that may decide nothing any more
 * @param relations for each object of the call, the objects that it belongs to or descends from by the record; none in a list
 * @param open the unsettled ones of the witnesses: {@code open} or {@code unknown}; none in a list
 * @param links values that are the same
 * @param goal the goal of the intent, in the bundle's words
 */
public record SeenHold(
        Event.CallHeld held,
        long heldMillis,
        long waitsUntilMillis,
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
     * The part of the state that all holds have in common, looked at once for many of them.
     *
     * @param now approvals grow old
     */
    record Shared(List<HoldEvent.Delegated> delegations, Predicate<Actor> gone, Links links, Bundle bundle, long now) {

        static Shared of(State state, long now) {
            return new Shared(
                    List.copyOf(state.delegations().all()),
                    state.agents().leavers(state.links()),
                    state.links(),
                    state.bundle(),
                    now);
        }
    }

    /** A hold that the state knows, with all that is shown of it by itself. */
    static SeenHold of(State state, HoldState hold, Event.TaskOpened task, long now) {
        var shared = Shared.of(state, now);
        return of(
                shared,
                hold,
                word(hold.status()),
                approved(hold, shared),
                task,
                relations(state, hold),
                open(state, hold));
    }

    /** A hold that the state knows, with what a list shows of it. */
    static SeenHold listed(Shared shared, HoldState hold, Event.TaskOpened task) {
        return of(shared, hold, word(hold.status()), approved(hold, shared), task, Map.of(), Map.of());
    }

    private static boolean approved(HoldState hold, Shared shared) {
        return hold.status() == HoldState.Status.OPEN
                && !Approvers.counting(shared.links(), hold, shared.now()).isEmpty();
    }

    /** A hold that only the record knows in full. */
    static SeenHold past(State state, HoldState hold, Event.TaskOpened task) {
        HoldState.Status status = state.holds().status(hold.number());
        return of(
                Shared.of(state, 0),
                hold,
                status == null ? "closed" : word(status),
                /* approved= */ false,
                task,
                relations(state, hold),
                open(state, hold));
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

    private static Map<Key, SortedSet<Key>> relations(State state, HoldState hold) {
        var relations = new TreeMap<Key, SortedSet<Key>>();
        CallFacts facts = hold.held().facts();
        facts.objects().forEach(key -> relations.put(key, Relations.above(state.keys(), key)));
        facts.related().forEach(key -> relations.put(key, Relations.above(state.keys(), key)));
        return relations;
    }

    private static Map<Long, String> open(State state, HoldState hold) {
        var open = new TreeMap<Long, String>();
        for (Finding finding : hold.held().findings()) {
            for (Witness witness : finding.witnesses()) {
                OpenCall call = state.calls().get(witness.call());
                if (call != null) {
                    open.put(witness.call(), call.unknown() ? "unknown" : "open");
                }
            }
        }
        return open;
    }

    private static SeenHold of(
            Shared shared,
            HoldState hold,
            String status,
            boolean approved,
            Event.TaskOpened task,
            Map<Key, SortedSet<Key>> relations,
            Map<Long, String> open) {
        Optional<Intent> intent = Optional.ofNullable(shared.bundle().intents().get(task.intent()));
        return new SeenHold(
                hold.held(),
                hold.heldMillis(),
                hold.waitsUntilMillis(),
                hold.group(),
                status,
                approved,
                List.copyOf(hold.answers()),
                shared.delegations(),
                shared.gone(),
                task,
                relations,
                open,
                intent.map(Intent::goal).orElse(""),
                shared.links(),
                shared.bundle());
    }

    /** The binding code. */
    String code() {
        return BindingCode.of(held.digest(), held.hold());
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

    /** All different approvals that the held call needs. */
    List<Need> needs() {
        return reasons().stream().flatMap(f -> f.need().stream()).distinct().toList();
    }

    /** The findings that hold the call; others were only recorded with it. */
    List<Finding> reasons() {
        return held.findings().stream().filter(f -> f.outcome() == Outcome.HOLD).toList();
    }
}
