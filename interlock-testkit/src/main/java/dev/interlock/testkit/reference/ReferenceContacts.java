package dev.interlock.testkit.reference;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.ContactWithdrawn;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.policy.Tier;
import dev.interlock.testkit.reference.history.History;
import dev.interlock.testkit.reference.history.PastContacts.Registration;
import dev.interlock.testkit.reference.history.PastTask;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Verified contacts: the destinations that a call may reach because people approved the call that registered them. */
final class ReferenceContacts {

    private ReferenceContacts() {}

    /** For each destination of the call: the latest call that registered it and counts in this one; empty if there is none. */
    static List<OptionalLong> reached(History history, Command.DecideCall call) {
        Actor party = openTask(history, call.task())
                .map(task -> Actors.inTask(call.caller(), task))
                .orElseGet(() -> Actors.alone(call.caller()));
        return call.facts().destinations().stream()
                .flatMap(all -> all.named().stream())
                .map(destination -> registered(history, party, call.facts(), destination.digest()))
                .toList();
    }

    static Decision withdraw(History history, Command.WithdrawContact command) {
        if (!command.by().person()) {
            return Refusals.refuse(RefusalCode.NOT_ALLOWED);
        }
        if (!history.contacts.mayVerify(command.call())) {
            return Refusals.refuse(RefusalCode.CONTACT_UNKNOWN);
        }
        return new Decision(
                List.of(new ContactWithdrawn(command.call(), command.by().name(), command.reason())),
                new Answer.Done(command.call()));
    }

    private static Optional<PastTask> openTask(History history, OptionalLong number) {
        return history.tasks.values().stream()
                .filter(task -> OptionalLong.of(task.number()).equals(number) && !task.ended)
                .findFirst();
    }

    private static OptionalLong registered(History history, Actor party, CallFacts facts, String destination) {
        return history.contacts.verified().stream()
                .filter(one -> one.changes.registered().contains(destination))
                .filter(one -> history.contacts.isSameOwner(party, one.reserved.actor()))
                .filter(one -> counts(history, one, facts))
                .filter(one -> one.approvers.stream()
                        .allMatch(person -> Actors.mayJudge(history, person, one.reserved.actor())))
                .mapToLong(one -> one.reserved.call())
                .max();
    }

    private static boolean counts(History history, Registration one, CallFacts facts) {
        Tier tier = history.bundle.tiers().get(one.reserved.facts().risk());
        return tier != null
                && history.tier(facts.risk()).rank() <= tier.rank()
                && (one.changes.marks().isEmpty() || facts.carriesAny(one.changes.marks()));
    }
}
