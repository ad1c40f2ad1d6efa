package dev.interlock.engine.decide;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Code;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.state.Actors;
import dev.interlock.engine.state.HoldState;
import dev.interlock.engine.state.OpenCall;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import org.jspecify.annotations.Nullable;

/** People answer holds. Whether they may is computed from lineage, now and again when the approval is used. */
final class HoldDecider {

    private HoldDecider() {}

    static Decision answer(State state, Command.AnswerHold command, long now) {
        var proposal = new Proposal(state);
        String name = "`h-" + command.hold() + "`";
        HoldState hold = state.holds().get(command.hold());
        if (hold == null) {
            return proposal.refuse(Code.HOLD_UNKNOWN, "there is no hold " + name + ", or its task has ended");
        }
        if (hold.status() != HoldState.Status.OPEN) {
            return proposal.refuse(Code.HOLD_CLOSED, "hold " + name + " is closed");
        }
        Task task = state.task(hold.held().task());
        Task over = task == null ? null : task.topmostOver(now);
        if (over != null) {
            proposal.endOver(over, now);
            return proposal.refuse(Code.HOLD_UNKNOWN, "the task of hold " + name + " is over");
        }
        if (!command.by().person()) {
            return proposal.refuse(Code.NOT_ALLOWED, "only a person answers a hold");
        }
        Actor person = Actors.outside(command.by());
        for (HoldState.Answered answer : hold.answers()) {
            if (state.links().same(Attributes.AGENT, answer.event().by().name(), person.name())) {
                return proposal.refuse(
                        Code.NOT_INDEPENDENT, "`" + person.name() + "` has answered hold " + name + " already");
            }
        }
        Code ineligible = ineligible(state, hold, person, command);
        if (ineligible != null) {
            return proposal.refuse(ineligible, reason(ineligible, hold, person));
        }
        if (command.approve() && outdated(state, hold, now)) {
            return proposal.refuse(
                    Code.HOLD_OUTDATED,
                    "the objects of the call changed since it was held; the agent has to ask again for hold " + name);
        }
        long number = proposal.next();
        proposal.add(new Event.HoldAnswered(
                number, command.hold(), command.approve(), person, command.by().groups(), command.comment()));
        return proposal.answer(new Answer.Done(number));
    }

    /** Null when the person may answer at least one of the needs. */
    private static @Nullable Code ineligible(State state, HoldState hold, Actor person, Command.AnswerHold command) {
        boolean inGroup = false;
        for (Finding reason : hold.reasons()) {
            Need need = reason.need().orElseThrow();
            if (Eligibility.inGroup(need, command.by().groups())) {
                inGroup = true;
                if (Eligibility.independent(state.links(), person, hold.held().actor(), need.attributes())) {
                    return null;
                }
            }
        }
        return inGroup ? Code.NOT_INDEPENDENT : Code.NOT_IN_GROUP;
    }

    private static String reason(Code code, HoldState hold, Actor person) {
        Need need = hold.reasons().getFirst().need().orElseThrow();
        return code == Code.NOT_IN_GROUP
                ? "`" + person.name() + "` is not in the approver group `"
                        + need.by().orElse("") + "`"
                : "`" + person.name() + "` is not independent of `"
                        + hold.held().actor().name() + "` at level `"
                        + need.level() + "`; an approver may not be the requester, own it, instruct it, or share "
                        + "an attribute of the level with it";
    }

    /** The call whose place the held one is to take, while that is in flight. */
    private static @Nullable OpenCall continued(State state, Event.CallHeld held) {
        OpenCall open = held.continues().isPresent()
                ? state.calls().get(held.continues().getAsLong())
                : null;
        return open == null || open.unknown() ? null : open;
    }

    private static boolean outdated(State state, HoldState hold, long now) {
        Event.CallHeld held = hold.held();
        Task task = state.task(held.task());
        if (task == null) {
            return true;
        }
        CallView view = state.view(held.call(), now, held.task(), held.actor(), held.facts(), continued(state, held));
        return !state.digest(view, task.intent()).equals(held.digest());
    }
}
