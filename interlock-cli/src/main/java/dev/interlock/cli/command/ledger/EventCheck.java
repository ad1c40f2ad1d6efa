package dev.interlock.cli.command.ledger;

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
import dev.interlock.ledger.store.ForwardingReader;
import dev.interlock.ledger.store.LedgerReader;
import dev.interlock.ledger.store.StoreException;
import dev.interlock.server.domain.LeafReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * Looks at what the verifier reads, while it reads it: that every entry is an event, that the events stand at their own
 * numbers, that time does not go back, and that an event is about nothing later than itself. Hashes show that nothing was
 * changed; this shows that what was signed makes sense.
 */
final class EventCheck extends ForwardingReader {

    private static final int MOST = 100;

    /** An entry that makes no sense. */
    record Nonsense(long index, String problem) {}

    private final LeafReader leaves;
    private final LongConsumer progress;
    private final List<Nonsense> found = new ArrayList<>();
    private final Map<String, Long> unnamed = new LinkedHashMap<>();
    private long lastTime = Long.MIN_VALUE;
    private long events;

    /** @param progress told how many entries were read */
    EventCheck(LedgerReader reader, LongConsumer progress) {
        super(reader);
        this.leaves = new LeafReader(reader, new Missing());
        this.progress = progress;
    }

    /** Returns the pseudonyms without a name, each with the first entry that has it; none where names were left out. */
    Map<String, Long> unnamed() {
        return keepsOpenings() ? unnamed : Map.of();
    }

    /** Notes what is missing. That of openings is the verifier's to tell. */
    private final class Missing implements LeafReader.Gaps {
        @Override
        public void ofEntry(long index) {}

        @Override
        public void ofName(String pseudonym, long index) {
            if (unnamed.size() < MOST) {
                unnamed.putIfAbsent(pseudonym, index);
            }
        }
    }

    List<Nonsense> found() {
        return List.copyOf(found);
    }

    @Override
    public void read(long from, long to, EntryVisitor visitor) throws IOException {
        super.read(from, to, (index, leaf, opening) -> {
            visitor.entry(index, leaf, opening);
            check(index, leaf, opening);
            progress.accept(++events);
        });
    }

    private void check(long index, byte[] leaf, byte[] opening) throws StoreException {
        try {
            Recorded recorded = leaves.read(index, leaf, opening);
            if (recorded.seq() != index) {
                add(index, "entry " + index + " is numbered " + recorded.seq());
            }
            // Only a person who confirms the clock sets the time of the record back.
            boolean confirmed = recorded.event() instanceof ClockEvent.Confirmed;
            if (recorded.timeMillis() < lastTime && !confirmed) {
                add(index, "entry " + index + " is earlier than the entry before it");
            }
            lastTime = confirmed ? recorded.timeMillis() : Math.max(lastTime, recorded.timeMillis());
            own(recorded.event()).ifPresent(own -> {
                if (own != index) {
                    add(index, "entry " + index + " records something under the number " + own + " instead of its own");
                }
            });
            earlier(recorded.event()).ifPresent(earlier -> {
                if (earlier >= index) {
                    add(index, "entry " + index + " is about entry " + earlier + ", which comes later");
                }
            });
        } catch (StoreException e) {
            if (e.problem() != StoreException.Problem.CORRUPT) {
                throw e;
            }
            // what does not fit is the verifier's to tell
        } catch (IOException e) {
            add(index, String.valueOf(e.getMessage()));
        }
    }

    private void add(long index, String problem) {
        if (found.size() < MOST) {
            found.add(new Nonsense(index, problem));
        }
    }

    /** The number that an event gives to what it records first. */
    private static OptionalLong own(Event event) {
        return switch (event) {
            case Event.TaskOpened opened -> OptionalLong.of(opened.task());
            case Event.CallDecided decided -> OptionalLong.of(decided.call());
            case Event.HoldAnswered answered -> OptionalLong.of(answered.answer());
            case Event.LinkProposed proposed -> OptionalLong.of(proposed.link());
            case Event.LinkAnswered e -> OptionalLong.empty();
            case Event.BundleActivated e -> OptionalLong.empty();
            case Event.BundleProposed proposed -> OptionalLong.of(proposed.proposal());
            case Event.TaskAmended e -> OptionalLong.empty();
            case Event.PlanDeclared e -> OptionalLong.empty();
            case Event.TaskEnded e -> OptionalLong.empty();
            case Event.CallRepeated e -> OptionalLong.empty();
            case Event.CallSettled e -> OptionalLong.empty();
            case Event.CallConfirmed e -> OptionalLong.empty();
            case Event.CallReconciled e -> OptionalLong.empty();
            case LeaseEvent.Issued issued -> OptionalLong.of(issued.lease());
            case HoldEvent.Delegated delegated -> OptionalLong.of(delegated.delegation());
            case HoldEvent e -> OptionalLong.empty();
            case LeaseEvent e -> OptionalLong.empty();
            case LaneEvent.Proposed proposed -> OptionalLong.of(proposed.lane());
            case LaneEvent e -> OptionalLong.empty();
            case AgentEvent.ResumeProposed proposed -> OptionalLong.of(proposed.resume());
            case AgentEvent.PasskeyRegistered registered -> OptionalLong.of(registered.passkey());
            case AgentEvent e -> OptionalLong.empty();
            case SchemaSeen e -> OptionalLong.empty();
            case ContactWithdrawn e -> OptionalLong.empty();
            case ConfigurationRecorded e -> OptionalLong.empty();
            case LedgerEvent.AcceptanceProposed proposed -> OptionalLong.of(proposed.acceptance());
            case LedgerEvent e -> OptionalLong.empty();
            case ClockEvent e -> OptionalLong.empty();
        };
    }

    /** The number of the earlier event that an event is about. */
    private static OptionalLong earlier(Event event) {
        return switch (event) {
            case Event.TaskOpened opened -> opened.parent();
            case Event.TaskAmended amended -> OptionalLong.of(amended.task());
            case Event.PlanDeclared declared -> OptionalLong.of(declared.task());
            case Event.TaskEnded ended -> OptionalLong.of(ended.task());
            case Event.CallDecided decided ->
                OptionalLong.of(Math.max(decided.task(), decided.continues().orElse(0)));
            case Event.CallRepeated repeated -> OptionalLong.of(repeated.call());
            case Event.CallSettled settled -> OptionalLong.of(settled.call());
            case Event.CallConfirmed confirmed -> OptionalLong.of(confirmed.call());
            case Event.CallReconciled reconciled -> OptionalLong.of(reconciled.call());
            case Event.HoldAnswered answered -> OptionalLong.of(answered.hold());
            case Event.LinkProposed proposed -> OptionalLong.empty();
            case Event.LinkAnswered answered -> OptionalLong.of(answered.link());
            case Event.BundleActivated activated ->
                activated.proposal().isPresent()
                        ? OptionalLong.of(activated.proposal().get().number())
                        : OptionalLong.empty();
            case Event.BundleProposed proposed -> OptionalLong.empty();
            case LeaseEvent.Issued issued ->
                OptionalLong.of(Math.max(issued.task(), issued.call().orElse(0)));
            case HoldEvent.OfHold hold -> OptionalLong.of(hold.hold());
            case HoldEvent.Delegated delegated -> OptionalLong.empty();
            case HoldEvent.DelegationEnded ended -> OptionalLong.of(ended.delegation());
            case LeaseEvent lease -> OptionalLong.of(lease.lease());
            case LaneEvent.Proposed proposed -> OptionalLong.empty();
            // A lane with a ticket begins with this event.
            case LaneEvent.Opened opened -> OptionalLong.empty();
            case LaneEvent lane -> OptionalLong.of(lane.lane());
            case AgentEvent.ResumeAnswered answered -> OptionalLong.of(answered.resume());
            case AgentEvent.PresentationRefused refused -> refused.lease();
            case AgentEvent.DenialsCounted counted -> OptionalLong.of(counted.call());
            case AgentEvent.PasskeyRemoved removed -> OptionalLong.of(removed.passkey());
            case AgentEvent agent -> OptionalLong.empty();
            case SchemaSeen seen -> OptionalLong.empty();
            case ContactWithdrawn withdrawn -> OptionalLong.of(withdrawn.call());
            case ConfigurationRecorded configuration -> configuration.before();
            case LedgerEvent.AcceptanceAnswered answered -> OptionalLong.of(answered.acceptance());
            case LedgerEvent ledger -> OptionalLong.empty();
            case ClockEvent clock -> OptionalLong.empty();
        };
    }
}
