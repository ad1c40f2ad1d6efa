package dev.interlock.server.index;

import dev.interlock.engine.codec.EventCodec;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.ConfigurationRecorded;
import dev.interlock.engine.event.Confirmation;
import dev.interlock.engine.event.ContactWithdrawn;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.Presence;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.SchemaSeen;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.model.PlanStep;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tells what an entry of the record is about. An entry about a call, lease or proposal is about all that the call, lease or proposal is
 * about, too. Not thread-safe.
 */
final class Subjects {

    private final Earlier earlier;

    /** @param earlier what earlier entries hand on to later ones */
    Subjects(Earlier earlier) {
        this.earlier = earlier;
    }

    /** The terms of an entry. Entries are best asked about in their order, as what they hand on is remembered for a while. */
    Set<Term> of(Recorded recorded) {
        var about = new About();
        about.terms.add(Term.event(EventCodec.type(recorded.event())));
        about.event(recorded.event());
        earlier.remember(recorded);
        return about.terms;
    }

    /** Collects the terms of one entry. */
    private final class About {
        private final Set<Term> terms = new LinkedHashSet<>();

        void event(Event event) {
            switch (event) {
                case Event.BundleActivated e -> {
                    party(e.by());
                    e.proposal().ifPresent(proposal -> party(proposal.by()));
                }
                case Event.BundleProposed e -> party(e.by());
                case Event.TaskOpened e -> opened(e);
                case Event.TaskAmended e -> {
                    task(e.task());
                    party(e.by());
                    objects(e.objects());
                }
                case Event.PlanDeclared e -> {
                    task(e.task());
                    party(e.by());
                    objects(PlanStep.existing(e.steps()));
                }
                case Event.TaskEnded e -> {
                    task(e.task());
                    party(e.by());
                }
                case Event.CallDecided e -> decided(e);
                case Event.CallRepeated e -> {
                    call(e.call());
                    findings(e.findings());
                    e.excepted().forEach(finding -> finding(finding, Effect.APPROVED));
                    e.approvals().forEach(this::handedOn);
                }
                case Event.CallSettled e -> {
                    settled(e.call(), e.settlement());
                    e.delivery().ifPresent(delivery -> findings(delivery.findings()));
                }
                case Event.CallConfirmed e -> {
                    settled(e.call(), e.settlement());
                    if (e.by() instanceof Confirmation.Told told) {
                        party(told.source());
                    }
                }
                case Event.CallReconciled e -> {
                    settled(e.call(), e.settlement());
                    party(e.by());
                }
                case Event.HoldAnswered e -> {
                    hold(e.hold());
                    party(e.by());
                    e.how().delegated().forEach(delegated -> party(delegated.by()));
                    e.how().presence().ifPresent(presence -> {
                        if (presence.by() instanceof Presence.By.Passkey key) {
                            terms.add(Term.passkey(key.passkey()));
                        }
                    });
                }
                case Event.LinkProposed e -> {
                    party(e.by());
                    terms.addAll(Earlier.of(e));
                }
                case Event.LinkAnswered e -> {
                    party(e.by());
                    handedOn(e.link());
                    findings(e.latent());
                    e.voided().forEach(hold -> terms.add(Term.hold(hold)));
                }
                case HoldEvent e -> hold(e);
                case LeaseEvent e -> lease(e);
                case LaneEvent e -> lane(e);
                case AgentEvent e -> agent(e);
                case SchemaSeen _ -> {}
                case ContactWithdrawn e -> {
                    call(e.call());
                    party(e.by());
                }
                case ConfigurationRecorded e -> configuration(e);
                case LedgerEvent e -> ledger(e);
                case ClockEvent e -> {
                    if (e instanceof ClockEvent.Confirmed confirmed) {
                        party(confirmed.by());
                    }
                }
            }
        }

        private void opened(Event.TaskOpened e) {
            task(e.task());
            e.parent().ifPresent(parent -> terms.add(Term.partOf(parent)));
            party(e.agent());
            party(e.openedBy());
            objects(e.objects());
        }

        private void decided(Event.CallDecided e) {
            terms.add(Term.verdict(Verdict.of(e).text()));
            terms.add(Term.partyVerdict(Verdict.of(e), e.actor().name()));
            terms.add(Term.call(e.call()));
            e.continues().ifPresent(call -> terms.add(Term.call(call)));
            if (e.task() != 0) {
                terms.add(Term.callOf(e.task()));
            }
            terms.addAll(earlier.of(e));
            findings(e.findings());
            switch (e) {
                case Event.CallReserved reserved -> {
                    reserved.excepted().forEach(finding -> finding(finding, Effect.APPROVED));
                    reserved.waived().forEach(finding -> finding(finding, Effect.WAIVED));
                    reserved.approvals().forEach(this::handedOn);
                }
                case Event.CallHeld held -> {
                    terms.add(Term.call(held.hold()));
                    terms.add(Term.hold(held.hold()));
                }
                case Event.CallDenied _ -> {}
                case Event.CallObserved observed -> {
                    party(observed.source());
                    objects(observed.created());
                }
            }
        }

        private void settled(long call, Settlement settlement) {
            call(call);
            objects(settlement.named());
            if (settlement instanceof Settlement.Existed existed) {
                findings(existed.findings());
            }
        }

        private void hold(HoldEvent event) {
            switch (event) {
                case HoldEvent.Expired e -> hold(e.hold());
                case HoldEvent.Withdrawn e -> {
                    hold(e.hold());
                    party(e.by());
                }
                case HoldEvent.Delegated e -> {
                    party(e.by());
                    party(e.to());
                }
                case HoldEvent.DelegationEnded e -> {
                    handedOn(e.delegation());
                    party(e.by());
                }
            }
        }

        private void lease(LeaseEvent event) {
            terms.add(Term.lease(event.lease()));
            switch (event) {
                case LeaseEvent.Issued e -> {
                    terms.addAll(earlier.of(e));
                    e.call().ifPresent(call -> terms.add(Term.call(call)));
                }
                case LeaseEvent.Renewed e -> {
                    handedOn(e.lease());
                    party(e.by());
                }
                case LeaseEvent.Revoked e -> {
                    handedOn(e.lease());
                    party(e.by());
                }
                case LeaseEvent.Confirmed e -> handedOn(e.lease());
            }
        }

        private void lane(LaneEvent event) {
            terms.add(Term.lane(event.lane()));
            switch (event) {
                case LaneEvent.Proposed e -> {
                    party(e.agent());
                    party(e.by());
                    objects(e.scope().objects());
                }
                case LaneEvent.Opened e -> {
                    task(e.task());
                    party(e.agent());
                    e.openers().forEach(this::party);
                    objects(e.scope().objects());
                }
                case LaneEvent.Ended e -> {
                    handedOn(e.lane());
                    party(e.by());
                }
                case LaneEvent.Reviewed e -> {
                    handedOn(e.lane());
                    party(e.by());
                }
                case LaneEvent.ReviewOverdue e -> handedOn(e.lane());
            }
        }

        private void agent(AgentEvent event) {
            switch (event) {
                case AgentEvent.Suspended e -> {
                    party(e.agent());
                    party(e.by());
                }
                case AgentEvent.OwnerGone e -> {
                    party(e.owner());
                    party(e.by());
                    e.agents().forEach(this::party);
                }
                case AgentEvent.ResumeProposed e -> {
                    party(e.what().value());
                    party(e.by());
                }
                case AgentEvent.ResumeAnswered e -> {
                    handedOn(e.resume());
                    party(e.by());
                }
                case AgentEvent.PresentationRefused e -> {
                    party(e.agent());
                    e.lease().ifPresent(lease -> terms.add(Term.lease(lease)));
                }
                case AgentEvent.DenialsCounted e -> call(e.call());
                case AgentEvent.PasskeyRegistered e -> {
                    party(e.person());
                    terms.add(Term.passkey(e.passkey()));
                }
                case AgentEvent.PasskeyRemoved e -> {
                    terms.add(Term.passkey(e.passkey()));
                    party(e.person());
                    party(e.by());
                }
            }
        }

        /** Names the parties whose entries changed: an entry is named by its kind and the party, as {@code agent/clerk}. */
        private void configuration(ConfigurationRecorded e) {
            e.user().ifPresent(this::party);
            Stream.concat(e.changed().keySet().stream(), e.removed().stream())
                    .forEach(entry -> party(entry.substring(entry.indexOf('/') + 1)));
        }

        private void ledger(LedgerEvent event) {
            switch (event) {
                case LedgerEvent.AcceptanceProposed e -> party(e.by());
                case LedgerEvent.AcceptanceAnswered e -> {
                    handedOn(e.acceptance());
                    party(e.by());
                }
                case LedgerEvent.SnapshotTaken _,
                        LedgerEvent.AnchorUsed _,
                        LedgerEvent.Closed _,
                        LedgerEvent.Reopened _ -> {}
            }
        }

        private void task(long number) {
            terms.addAll(earlier.task(number));
        }

        /** An event about a call, which is about all that the call is about. */
        private void call(long number) {
            terms.add(Term.call(number));
            handedOn(number);
        }

        /** An event about a hold, which is named by the call that was held first. */
        private void hold(long number) {
            terms.add(Term.hold(number));
            call(number);
        }

        private void handedOn(long number) {
            terms.addAll(earlier.of(number));
        }

        private void party(Actor actor) {
            party(actor.name());
        }

        private void party(String name) {
            if (!name.isEmpty()) {
                terms.add(Term.party(name));
            }
        }

        private void objects(Collection<Key> keys) {
            keys.forEach(key -> terms.add(Term.object(key)));
        }

        private void findings(List<Finding> findings) {
            findings.forEach(finding -> finding(finding, Effect.of(finding.outcome())));
        }

        private void finding(Finding finding, Effect effect) {
            if (!finding.rule().isEmpty()) {
                terms.add(Term.rule(finding.rule()));
                terms.add(Term.ruleEffect(effect, finding.rule()));
            }
        }
    }

    /** The objects of a call, {@code invoice/*} where it is about all invoices, those that it names for another reason, and its values. */
    static Set<Key> keys(CallFacts facts) {
        var keys = new LinkedHashSet<>(facts.actsOn());
        keys.addAll(facts.related());
        keys.addAll(facts.checks());
        keys.addAll(facts.derivedFrom());
        keys.addAll(facts.valueKeys());
        return keys;
    }

    /** The objects that a link is about. */
    static List<Key> keys(Link link) {
        return link instanceof Link.Objects objects ? List.of(objects.child(), objects.parent()) : List.of();
    }
}
