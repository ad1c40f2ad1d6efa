package dev.interlock.engine.decide;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.command.HoldCommand;
import dev.interlock.engine.event.AnswerContext;
import dev.interlock.engine.event.DelegationEnd;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.ApprovalTerms;
import dev.interlock.engine.state.Actors;
import dev.interlock.engine.state.HoldState;
import dev.interlock.engine.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The decisions on delegations, by which a person lets another answer in their place: for one group, until a time, and
 * nobody hands on what was handed to them.
 */
final class DelegationDecider {

    private DelegationDecider() {}

    static Decision delegate(State state, HoldCommand.Delegate command, Proposal proposal, long now) {
        Caller by = command.by();
        Caller to = command.to();
        if (!by.person() || !to.person()) {
            return proposal.refuse(
                    RefusalCode.NOT_ALLOWED, "only a person can delegate answering holds, and only to another person");
        }
        Optional<Answer.Refused> gone = AgentDecider.gone(state, by).or(() -> AgentDecider.gone(state, to));
        if (gone.isPresent()) {
            return proposal.answer(gone.get());
        }
        if (state.links().same(Attributes.AGENT, by.name(), to.name())) {
            return proposal.refuse(RefusalCode.NOT_ALLOWED, "no one can delegate to themselves");
        }
        if (!by.groups().contains(command.group())) {
            return proposal.refuse(
                    RefusalCode.NOT_IN_GROUP,
                    "`" + by.name() + "` is not in the group `" + command.group()
                            + "`; only a member can delegate for it");
        }
        long most = state.bundle().approvals().delegationMillis();
        if (command.millis() <= 0 || command.millis() > most) {
            return proposal.refuse(
                    RefusalCode.ARGUMENT_INVALID,
                    "a delegation must last at least 1 ms and at most " + most / 1_000
                            + " seconds, as set in the bundle (`approvals: {delegation: ...}`)");
        }
        int each = state.bundle().approvals().delegations();
        boolean made = standing(state, now, delegated -> delegated.by().name(), by.name()) >= each;
        if (made || standing(state, now, HoldEvent.Delegated::to, to.name()) >= each) {
            return proposal.refuse(
                    RefusalCode.DELEGATIONS_EXHAUSTED,
                    (made
                                    ? "`" + by.name() + "` has made " + each + " delegations"
                                    : each + " delegations to `" + to.name() + "`")
                            + " that are in force, and the bundle allows no more (`approvals: {delegations: ...}`);"
                            + " end one of them");
        }
        long number = proposal.next();
        proposal.add(new HoldEvent.Delegated(
                number, Actors.outside(by), to.name(), command.group(), now + command.millis(), command.reason()));
        return proposal.answer(new Answer.Done(number));
    }

    /** The number of standing delegations that this person has made, or has, under any name. */
    private static long standing(State state, long now, Function<HoldEvent.Delegated, String> whose, String person) {
        return state.delegations().all().stream()
                .filter(delegated -> now <= delegated.untilMillis())
                .filter(delegated -> state.links().same(Attributes.AGENT, whose.apply(delegated), person))
                .count();
    }

    static Decision end(State state, HoldCommand.EndDelegation command, Proposal proposal, long now) {
        HoldEvent.Delegated delegated = state.delegations().get(command.delegation());
        if (delegated == null || now > delegated.untilMillis()) {
            return proposal.refuse(
                    RefusalCode.DELEGATION_UNKNOWN,
                    "there is no delegation `d-" + command.delegation() + "`, or it has ended");
        }
        String by = command.by().name();
        boolean own = delegated.by().name().equals(by) || delegated.to().equals(by);
        if (!command.by().person() || !own && !command.administrator()) {
            return proposal.refuse(
                    RefusalCode.NOT_ALLOWED,
                    "only the person who made `d-" + command.delegation()
                            + "`, the person it was made to or an administrator can end it");
        }
        proposal.add(new HoldEvent.DelegationEnded(command.delegation(), DelegationEnd.ENDED, by));
        return proposal.answer(new Answer.Done(command.delegation()));
    }

    static Decision review(State state, HoldCommand.ReviewDelegations command, Proposal proposal) {
        for (HoldEvent.Delegated delegated : state.delegations().all()) {
            Caller by = named(command.registered(), delegated.by().name());
            boolean stands = by != null
                    && by.groups().contains(delegated.group())
                    && named(command.registered(), delegated.to()) != null;
            if (!stands) {
                end(proposal, delegated, DelegationEnd.GONE);
            }
        }
        return proposal.answer(new Answer.Done(0));
    }

    /** Ends the delegations whose time is over, or one of whose people is gone. */
    static void tick(State state, Proposal proposal, long now) {
        for (HoldEvent.Delegated delegated : state.delegations().all()) {
            if (now > delegated.untilMillis()) {
                end(proposal, delegated, DelegationEnd.EXPIRED);
            } else if (isGone(state, delegated.by().name()) || isGone(state, delegated.to())) {
                end(proposal, delegated, DelegationEnd.GONE);
            }
        }
    }

    private static void end(Proposal proposal, HoldEvent.Delegated delegated, DelegationEnd reason) {
        proposal.add(new HoldEvent.DelegationEnded(delegated.delegation(), reason, Proposal.INTERLOCK));
    }

    private static boolean isGone(State state, String person) {
        return state.agents().isGone(AttributeValue.known(person), state.links());
    }

    /** The delegations in whose place the answer is given, for groups of the needs that the answering person is not in. */
    static List<AnswerContext.Delegated> inPlaceOf(State state, Command.AnswerHold command, HoldState hold, long now) {
        List<HoldEvent.Delegated> standing =
                command.by().person() ? state.delegations().to(command.by().name(), now) : List.of();
        if (standing.isEmpty()) {
            return List.of();
        }
        var groups = new TreeSet<String>();
        for (var reason : hold.reasons()) {
            Need need = reason.need().orElseThrow();
            need.by().ifPresent(groups::add);
            need.terms().escalation().map(ApprovalTerms.Escalation::to).ifPresent(groups::add);
        }
        groups.removeAll(command.by().groups());
        var found = new ArrayList<AnswerContext.Delegated>(1);
        for (HoldEvent.Delegated delegated : standing) {
            Optional<Caller> delegator = Optional.ofNullable(
                            named(command.delegators(), delegated.by().name()))
                    .filter(caller -> caller.groups().contains(delegated.group()))
                    .filter(caller -> !state.agents().isGone(caller, state.links()));
            if (groups.contains(delegated.group()) && delegator.isPresent()) {
                found.add(new AnswerContext.Delegated(
                        delegated.delegation(), Actors.outside(delegator.get()), delegated.group()));
            }
        }
        return found;
    }

    private static @Nullable Caller named(List<Caller> people, String name) {
        for (Caller person : people) {
            if (person.person() && person.name().equals(name)) {
                return person;
            }
        }
        return null;
    }
}
