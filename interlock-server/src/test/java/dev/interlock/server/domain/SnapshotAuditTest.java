package dev.interlock.server.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.state.StateSnapshot;
import dev.interlock.ledger.commitment.Opening;
import dev.interlock.ledger.commitment.PartyName;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.MemoryStore;
import dev.interlock.ledger.store.Snapshot;
import dev.interlock.ledger.store.StoreException;
import dev.interlock.ledger.store.StoredCheckpoint;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.Until;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A loaded snapshot is held against the whole ledger in the background; a difference closes the domain. */
class SnapshotAuditTest {

    private static final Bundle BUNDLE = Rig.bundle("one");
    private static final Caller ANN = Rig.agent("ann", "payables");

    private final AtomicLong clock = new AtomicLong(1_000_000);
    private final MemoryStore store = new MemoryStore();
    private Ed25519Signer signer;
    private long task;

    @BeforeAll
    static void quiet() {
        Quiet.on();
    }

    @BeforeEach
    void record() throws Exception {
        signer = Ed25519Signer.generate("example.com/audited", new SecureRandom());
        try (Domain domain = open(store)) {
            task = Rig.task(domain, ANN);
            for (int i = 0; i < 350; i++) {
                var permit = (Answer.Permit)
                        domain.ask(Rig.call0(ANN, task, Rig.edit("7"))).answer();
                domain.ask(new Command.SettleCall(permit.call(), new Settlement.Succeeded(List.of())));
            }
        }
        store.reopen();
    }

    private Domain open(MemoryStore on) throws IOException {
        return Rig.open(on, on, signer, BUNDLE, clock);
    }

    private static void assertDistrusted(Domain domain) {
        Until.holds(() -> !domain.ready());
        assertThat(domain.trouble())
                .hasValueSatisfying(text -> assertThat(text).contains("was changed", "the log says"));
        assertThatThrownBy(() -> domain.ask(Rig.openTask(ANN, "again"))).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> domain.query(state -> state.nextSeq())).isInstanceOf(UnavailableException.class);
    }

    @Test
    void aSnapshotThatIsTheLedgersIsLoadedAndNothingComesOfIt() throws Exception {
        Snapshot kept = store.latestSnapshot().orElseThrow();
        assertThat(new SnapshotLoader(new LedgerReplayer(store), store)
                        .restored(BUNDLE)
                        .from())
                .hasValue(kept);
        try (Domain domain = open(store)) {
            assertThat(domain.ask(Rig.call0(ANN, task, Rig.edit("7"))).answer()).isInstanceOf(Answer.Permit.class);
            assertThat(domain.ready()).isTrue();
        }
        assertThat(store.reopen().latestSnapshot()).as("nothing was set aside").isPresent();
    }

    @Test
    void aForgedSnapshotThatAnEntryNamesClosesTheDomainAndIsNotLoadedAgain() throws Exception {
        Snapshot forged = Forgery.of(store, signer, BUNDLE, clock).plant();
        store.reopen();
        assertThat(new SnapshotLoader(new LedgerReplayer(store), store)
                        .restored(BUNDLE)
                        .from())
                .as("the start believes it")
                .hasValue(forged);
        try (Domain domain = open(store)) {
            assertDistrusted(domain);
        }
        store.reopen();
        assertThat(store.latestSnapshot()).isEmpty();
        try (Domain domain = open(store)) {
            assertThat(domain.queryWriter(StateSnapshot::write))
                    .isEqualTo(StateSnapshot.write(new LedgerReplayer(store).all(BUNDLE)));
            assertThat(domain.ready()).isTrue();
        }
    }

    /** An entry that cannot be folded would hide for ever what the audit is for. */
    @Test
    void anAuditThatComesToNoEndClosesTheDomain() throws Exception {
        Snapshot forged = Forgery.of(store, signer, BUNDLE, clock).plantBehindWhatCannotBeFolded();
        store.reopen();
        assertThat(new SnapshotLoader(new LedgerReplayer(store), store)
                        .restored(BUNDLE)
                        .from())
                .as("the start believes it")
                .hasValue(forged);
        try (Domain domain = open(store)) {
            assertDistrusted(domain);
        }
        assertThat(store.reopen().latestSnapshot()).isEmpty();
    }

    @Test
    void anEntryThatWasChangedBehindTheSnapshotClosesTheDomainAndKeepsTheNextFromStarting() throws Exception {
        MemoryStore changed = changed(30);
        changed.putSnapshot(store.latestSnapshot().orElseThrow());
        try (Domain domain = open(changed)) {
            assertDistrusted(domain);
        }
        changed.reopen();
        assertThatThrownBy(() -> open(changed))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("entry 30 of the ledger was changed");
    }

    @Test
    void whatAnEntryHidesIsAuditedToo() throws Exception {
        store.read(30, 31, (index, leaf, opening) -> {
            for (byte[] other : List.of(Entry.NOTHING, new Opening(new byte[Opening.SALT], new byte[] {1}).bytes())) {
                store.replaceOpening(index, other);
                Snapshot kept = store.latestSnapshot().orElseThrow();
                try (Domain domain = open(store)) {
                    assertDistrusted(domain);
                }
                store.reopen();
                assertThatThrownBy(() -> open(store))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("entry 30");
                store.reopen();
                store.putSnapshot(kept);
            }
        });
    }

    /** The ledger with another object in one of its entries, of a call that has ended: no start from a snapshot reads it. */
    private MemoryStore changed(long entry) throws IOException {
        var entries = new ArrayList<Entry>();
        store.read(0, store.size(), (index, leaf, opening) -> {
            String text = new String(leaf, StandardCharsets.UTF_8);
            String other = index == entry ? text.replace("\"vendor/7\"", "\"vendor/8\"") : text;
            assertThat(other.equals(text)).isEqualTo(index != entry);
            entries.add(new Entry(other.getBytes(StandardCharsets.UTF_8), opening));
        });
        List<StoredCheckpoint> checkpoints = new ArrayList<>();
        store.checkpoints(checkpoints::add);
        List<PartyName> names = new ArrayList<>();
        store.names(names::add);
        return new MemoryStore(entries, names, store.tiles(), checkpoints);
    }
}
