package dev.interlock.server.render;

import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.ConfigurationRecorded;
import dev.interlock.engine.event.ContactWithdrawn;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.SchemaSeen;
import dev.interlock.engine.event.Settlement;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.index.Entries;
import dev.interlock.server.index.Term;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Everything that the record says about one call: the decision, its task, the calls that witness it, the answers that
 * people gave, and what became of it. Read from the ledger alone.
 *
 * @param decided the event that decided the call
 * @param task the event that opened its task, if it was in one
 * @param witnesses the calls that the findings rest on
 * @param answers what people answered to its hold, up to now
 * @param later what followed: its settlement and reconciliation, its repeats, the withdrawal of its contacts, the call that took its place,
 *     the same call asked again, up to the end of the record
 * @param configuration what was registered of these parties when the call was decided, if that is recorded
 * @param provenance who chose the values of the call, if a rule asked that
 */
public record CallStory(
        Recorded decided,
        Optional<Recorded> task,
        Map<Long, Recorded> witnesses,
        List<Recorded> answers,
        List<Recorded> later,
        Optional<ConfigurationStory> configuration,
        Optional<ProvenanceStory> provenance) {

    /** The story of the call, hold or answer with this number; empty when the number is not one of those. */
    public static Optional<CallStory> of(long number, LedgerReplayer history, long size) throws IOException {
        return of(number, history, size, Entries.all(history, size));
    }

    /** @param entries of the history, where the entries about the call are looked for */
    public static Optional<CallStory> of(long number, LedgerReplayer history, long size, Entries entries)
            throws IOException {
        if (number < 0 || number >= size) {
            return Optional.empty();
        }
        return switch (history.event(number).event()) {
            case Event.CallDecided decided -> Optional.of(of(decided, history, entries));
            case Event.HoldAnswered answered -> of(answered.hold(), history, size, entries);
            case Event.CallRepeated repeated -> of(repeated.call(), history, size, entries);
            case Event.CallSettled settled -> of(settled.call(), history, size, entries);
            case Event.CallConfirmed confirmed -> of(confirmed.call(), history, size, entries);
            case Event.CallReconciled reconciled -> of(reconciled.call(), history, size, entries);
            case HoldEvent.OfHold hold -> of(hold.hold(), history, size, entries);
            case ContactWithdrawn withdrawn -> of(withdrawn.call(), history, size, entries);
            case AgentEvent.DenialsCounted counted -> of(counted.call(), history, size, entries);
            case Event.LinkProposed _,
                    Event.LinkAnswered _,
                    Event.BundleActivated _,
                    Event.BundleProposed _,
                    Event.TaskOpened _,
                    Event.TaskAmended _,
                    Event.PlanDeclared _,
                    Event.TaskEnded _,
                    HoldEvent.OfDelegation _,
                    LeaseEvent _,
                    LaneEvent _,
                    AgentEvent _,
                    SchemaSeen _,
                    ConfigurationRecorded _,
                    ClockEvent _,
                    LedgerEvent _ -> Optional.empty();
        };
    }

    private static CallStory of(Event.CallDecided decided, LedgerReplayer history, Entries entries) throws IOException {
        Optional<Recorded> task = decided.task() == 0 ? Optional.empty() : Optional.of(history.event(decided.task()));
        Map<Long, Recorded> witnesses = new LinkedHashMap<>();
        var numbers = new TreeSet<Long>();
        decided.findings().forEach(f -> f.witnesses().forEach(w -> numbers.add(w.call())));
        if (decided instanceof Event.CallReserved reserved) {
            reserved.excepted().forEach(f -> f.witnesses().forEach(w -> numbers.add(w.call())));
            reserved.waived().forEach(f -> f.witnesses().forEach(w -> numbers.add(w.call())));
        }
        numbers.forEach(n -> witnesses.put(n, history.event(n)));
        var answers = new ArrayList<Recorded>();
        if (decided instanceof Event.CallReserved reserved) {
            reserved.approvals().forEach(a -> answers.add(history.event(a)));
        }
        var later = new ArrayList<Recorded>();
        entries.about(terms(decided), decided.call() + 1, recorded -> {
            if (recorded.event() instanceof Event.HoldAnswered answered && belongs(answered, decided)) {
                answers.add(recorded);
            } else if (follows(recorded.event(), decided)) {
                later.add(recorded);
            }
        });
        return new CallStory(
                history.event(decided.call()),
                task,
                witnesses,
                answers,
                later,
                ConfigurationStory.at(decided.call(), parties(decided, witnesses, answers), history, entries),
                ProvenanceStory.of(decided, history::event));
    }

    /** The call itself, its hold, the same call made again in its task, and late links that find it a witness. */
    private static Set<Term> terms(Event.CallDecided decided) {
        var terms = new HashSet<>(List.of(Term.call(decided.call()), Term.event("link-answered")));
        if (decided instanceof Event.CallHeld held) {
            terms.add(Term.hold(held.hold()));
            terms.add(Term.callOf(decided.task()));
        }
        return terms;
    }

    /** The names of the caller, of those who made the calls that the findings rest on, and of those who answered. */
    private static Set<String> parties(
            Event.CallDecided decided, Map<Long, Recorded> witnesses, List<Recorded> answers) {
        var names = new TreeSet<String>();
        names.add(decided.actor().name());
        for (Recorded witness : witnesses.values()) {
            if (witness.event() instanceof Event.CallDecided earlier) {
                names.add(earlier.actor().name());
            }
        }
        for (Recorded recorded : answers) {
            if (recorded.event() instanceof Event.HoldAnswered answer) {
                names.add(answer.by().name());
            }
        }
        return names;
    }

    private static boolean belongs(Event.HoldAnswered answered, Event.CallDecided decided) {
        return decided instanceof Event.CallHeld held && answered.hold() == held.hold();
    }

    private static boolean follows(Event event, Event.CallDecided decided) {
        return switch (event) {
            case Event.CallRepeated repeated -> repeated.call() == decided.call();
            case Event.CallSettled settled -> settled.call() == decided.call();
            case Event.CallConfirmed confirmed -> confirmed.call() == decided.call();
            case Event.CallReconciled reconciled -> reconciled.call() == decided.call();
            case ContactWithdrawn withdrawn -> withdrawn.call() == decided.call();
            case Event.CallReserved again -> repeats(again, decided) || continues(again, decided);
            case Event.CallHeld again -> repeats(again, decided) || continues(again, decided);
            case Event.CallDenied again -> repeats(again, decided) || continues(again, decided);
            case Event.LinkAnswered answered -> concerns(answered, decided);
            case LeaseEvent.Issued lease -> lease.call().orElse(-1) == decided.call();
            case HoldEvent.OfHold hold -> decided instanceof Event.CallHeld held && hold.hold() == held.hold();
            case AgentEvent.DenialsCounted counted -> counted.call() == decided.call();
            case Event.LinkProposed _,
                    Event.CallObserved _,
                    Event.BundleActivated _,
                    Event.BundleProposed _,
                    Event.TaskOpened _,
                    Event.TaskAmended _,
                    Event.PlanDeclared _,
                    Event.TaskEnded _,
                    HoldEvent.OfDelegation _,
                    LeaseEvent _,
                    LaneEvent _,
                    AgentEvent _,
                    ClockEvent _,
                    SchemaSeen _,
                    ConfigurationRecorded _,
                    LedgerEvent _,
                    Event.HoldAnswered _ -> false;
        };
    }

    /** Returns whether a late link completed a conflict in which the call has a part, or closed its hold. */
    private static boolean concerns(Event.LinkAnswered link, Event.CallDecided decided) {
        boolean witness = link.latent().stream()
                .flatMap(finding -> finding.witnesses().stream())
                .anyMatch(w -> w.call() == decided.call());
        return witness
                || (decided instanceof Event.CallHeld held && link.voided().contains(held.hold()));
    }

    /** Returns whether the later call was to take the call's place. */
    private static boolean continues(Event.CallDecided later, Event.CallDecided decided) {
        return later.continues().isPresent() && later.continues().getAsLong() == decided.call();
    }

    /** Returns whether a later call is the held call made again: the same call in the same task. */
    private static boolean repeats(Event.CallDecided again, Event.CallDecided decided) {
        return decided instanceof Event.CallHeld
                && again.task() == decided.task()
                && again.facts().tool().equals(decided.facts().tool())
                && again.facts().argumentsDigest().equals(decided.facts().argumentsDigest());
    }

    /** The name of who made a call that witnesses it, or whose answer does. */
    String party(long call) {
        Recorded witness = witnesses.get(call);
        return witness != null && witness.event() instanceof Event.CallDecided decided
                ? decided.actor().name()
                : "the party that received the answer to " + Ids.call(call);
    }

    public Event.CallDecided call() {
        return (Event.CallDecided) decided.event();
    }

    /** The opening of its task. */
    public Optional<Event.TaskOpened> opened() {
        return task.map(t -> (Event.TaskOpened) t.event());
    }

    /** Returns how the call came out in the end, if it was reserved and that is recorded. */
    public Optional<Settlement> outcome() {
        return outcome(later);
    }

    /** Returns how a call came out in the end, by the entries about it that came after its decision. */
    public static Optional<Settlement> outcome(List<Recorded> later) {
        Settlement last = null; // while it is in flight, the word of a source ends nothing
        for (Recorded recorded : later) {
            if (recorded.event() instanceof Event.CallSettled settled) {
                last = settled.settlement();
            } else if (recorded.event() instanceof Event.CallConfirmed confirmed && last != null) {
                last = confirmed.settlement();
            } else if (recorded.event() instanceof Event.CallReconciled reconciled) {
                last = reconciled.settlement();
            }
        }
        return Optional.ofNullable(last);
    }
}
