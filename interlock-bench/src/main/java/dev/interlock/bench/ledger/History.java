package dev.interlock.bench.ledger;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.decide.Decider;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.state.State;
import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.Snapshot;
import dev.interlock.server.domain.LeafWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/** An accounts-payable domain at work, decided by the real engine: vendors are edited, invoices matched, one call a task. */
final class History {

    private static final int AGENTS = 200;
    private static final int VENDORS = 20_000;
    private static final long STEP_MILLIS = 20;

    private final Bundle bundle;
    private final LeafWriter writer;
    private final State state;
    private final Random random = new Random(11);
    private final List<Caller> agents = new ArrayList<>();
    private long now = 1_700_000_000_000L;

    History(Bundle bundle, LeafWriter writer) {
        this.bundle = bundle;
        this.writer = writer;
        this.state = State.empty(bundle);
        for (int i = 0; i < AGENTS; i++) {
            agents.add(new Caller(
                    "agent-" + i,
                    "token-" + i,
                    false,
                    true,
                    new TreeMap<>(Map.of(
                            "owner", AttributeValue.known("owner-" + i / 4),
                            "origin", AttributeValue.known("person-" + i / 2))),
                    new TreeSet<>(),
                    Optional.empty()));
        }
    }

    State state() {
        return state;
    }

    /** The entries of the next few events. */
    List<Entry> next() {
        var entries = new ArrayList<Entry>();
        if (state.nextSeq() == 0) {
            record(new Event.BundleActivated(bundle.name(), bundle.digest(), "bench"), entries);
        }
        Caller agent = agents.get(random.nextInt(AGENTS));
        boolean edits = random.nextBoolean();
        var open = new Command.OpenTask(
                agent,
                OptionalLong.empty(),
                agent,
                edits ? "onboard-vendor" : "book-invoice",
                "sha-256:" + "0".repeat(64),
                "keep the books",
                List.of(),
                OptionalLong.empty(),
                OptionalInt.empty());
        if (!(ask(open, entries) instanceof Answer.Done task)) {
            throw new IllegalStateException("the task was not opened");
        }
        Answer verdict =
                ask(new Command.DecideCall(agent, OptionalLong.of(task.number()), edits ? edit() : match()), entries);
        if (verdict instanceof Answer.Permit permit) {
            ask(new Command.SettleCall(permit.call(), new Settlement.Succeeded(List.of())), entries);
        }
        ask(new Command.EndTask(task.number(), agent, EndReason.CLOSED), entries);
        return entries;
    }

    /** The entry of the event that names a snapshot. */
    Entry naming(Snapshot snapshot) {
        var entries = new ArrayList<Entry>(1);
        record(new LedgerEvent.SnapshotTaken(snapshot.size(), snapshot.digest()), entries);
        return entries.getFirst();
    }

    private Answer ask(Command command, List<Entry> entries) {
        now += STEP_MILLIS;
        Decision decision = Decider.decide(state, command, now);
        decision.events().forEach(event -> record(event, entries));
        return decision.answer();
    }

    private void record(Event event, List<Entry> entries) {
        var recorded = new Recorded(state.nextSeq(), now, bundle.digest(), event);
        entries.add(writer.entry(recorded));
        state.apply(recorded);
    }

    private CallFacts edit() {
        return facts("erp/edit_vendor", "vendor.edit", new Key("vendor", "V-" + random.nextInt(VENDORS)), "high");
    }

    private CallFacts match() {
        return facts(
                "erp/match_invoice", "invoice.match", new Key("invoice", "I-" + random.nextInt(VENDORS)), "medium");
    }

    private CallFacts facts(String tool, String duty, Key object, String risk) {
        return CallFacts.builder(tool, "sha-256:" + "1".repeat(64), risk)
                .marks(new TreeSet<>(List.of(duty)))
                .objects(List.of(object))
                .build();
    }
}
