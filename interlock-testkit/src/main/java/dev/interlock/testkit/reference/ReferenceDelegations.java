package dev.interlock.testkit.reference;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.command.HoldCommand;
import dev.interlock.engine.event.DelegationEnd;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.testkit.reference.history.History;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The reference of delegations: who may decide in place of another person, for how long, and when that ends. */
final class ReferenceDelegations {
    private ReferenceDelegations() {}

    static Decision delegate(History history, HoldCommand.Delegate command, long now) {
        Caller by = command.by();
        if (!by.person() || !command.to().person()) {
            return Refusals.refuse(RefusalCode.NOT_ALLOWED);
        }
        Optional<RefusalCode> gone =
                ReferenceAgents.gone(history, by).or(() -> ReferenceAgents.gone(history, command.to()));
        if (gone.isPresent()) {
            return Refusals.refuse(gone.get());
        }
        if (history.links
                .same(Attributes.AGENT, by.name())
                .contains(command.to().name())) {
            return Refusals.refuse(RefusalCode.NOT_ALLOWED);
        }
        if (!by.groups().contains(command.group())) {
            return Refusals.refuse(RefusalCode.NOT_IN_GROUP);
        }
        if (command.millis() < 1
                || command.millis() > history.bundle.approvals().delegationMillis()) {
            return Refusals.refuse(RefusalCode.ARGUMENT_INVALID);
        }
        int most = history.bundle.approvals().delegations();
        Set<String> giver = history.links.same(Attributes.AGENT, by.name());
        Set<String> taker = history.links.same(Attributes.AGENT, command.to().name());
        List<HoldEvent.Delegated> standing = history.delegations.values().stream()
                .filter(handed -> until(history, handed) >= now)
                .toList();
        if (standing.stream()
                                .filter(handed -> giver.contains(handed.by().name()))
                                .count()
                        >= most
                || standing.stream()
                                .filter(handed -> taker.contains(handed.to()))
                                .count()
                        >= most) {
            return Refusals.refuse(RefusalCode.DELEGATIONS_EXHAUSTED);
        }
        long number = history.nextSeq();
        return new Decision(
                List.of(new HoldEvent.Delegated(
                        number,
                        Actors.alone(by),
                        command.to().name(),
                        command.group(),
                        now + command.millis(),
                        command.reason())),
                new Answer.Done(number));
    }

    /** The earliest that the end of the delegation can be. */
    static long until(History history, HoldEvent.Delegated handed) {
        return history.clock.earliest(handed.delegation(), handed.untilMillis());
    }

    static Decision endDelegation(History history, HoldCommand.EndDelegation command, long now) {
        HoldEvent.Delegated handed = history.delegations.get(command.delegation());
        if (handed == null || now > until(history, handed)) {
            return Refusals.refuse(RefusalCode.DELEGATION_UNKNOWN);
        }
        String by = command.by().name();
        boolean own = by.equals(handed.by().name()) || by.equals(handed.to());
        if (!command.by().person() || !(own || command.administrator())) {
            return Refusals.refuse(RefusalCode.NOT_ALLOWED);
        }
        return new Decision(
                List.of(ended(command.delegation(), DelegationEnd.ENDED, by)), new Answer.Done(command.delegation()));
    }

    static Decision review(History history, HoldCommand.ReviewDelegations command) {
        List<Event> events = new ArrayList<>();
        for (HoldEvent.Delegated handed : history.delegations.values()) {
            boolean by = command.registered().stream()
                    .anyMatch(person -> person.person()
                            && person.name().equals(handed.by().name())
                            && person.groups().contains(handed.group()));
            boolean to = command.registered().stream()
                    .anyMatch(person -> person.person() && person.name().equals(handed.to()));
            if (!by || !to) {
                events.add(ended(handed.delegation(), DelegationEnd.GONE, ReferenceEnds.INTERLOCK));
            }
        }
        return new Decision(events, new Answer.Done(0));
    }

    private static Event ended(long number, DelegationEnd reason, String by) {
        return new HoldEvent.DelegationEnded(number, reason, by);
    }

    /** The ends of delegations that are over by time, or of which a person is gone. */
    static List<Event> over(History history, long now) {
        List<Event> events = new ArrayList<>();
        for (HoldEvent.Delegated handed : history.delegations.values()) {
            if (now > until(history, handed)) {
                events.add(ended(handed.delegation(), DelegationEnd.EXPIRED, ReferenceEnds.INTERLOCK));
            } else if (ReferenceHolds.gone(history, handed.by().name()) || ReferenceHolds.gone(history, handed.to())) {
                events.add(ended(handed.delegation(), DelegationEnd.GONE, ReferenceEnds.INTERLOCK));
            }
        }
        return events;
    }
}
