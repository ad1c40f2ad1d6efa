package dev.interlock.server.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.LedgerCommand;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.LedgerDoubt;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.state.StateSnapshot;
import dev.interlock.ledger.commitment.Salts;
import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.ledger.store.MemoryStore;
import dev.interlock.server.fixture.Until;
import dev.interlock.server.store.AnchorFile;
import dev.interlock.server.store.RestoredMark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A ledger that is not the one that its anchor knows is closed, until people accept it or the reason is gone. */
class AnchorTest extends AnchorStage {

    @Test
    void itFollowsTheLedgerAndTheRecordSaysThatThereIsOne() throws Exception {
        Domain domain = open(store);
        assertThat(ledgerEvents(domain)).containsExactly(new LedgerEvent.AnchorUsed());
        act(domain, 20);
        awaitAnchor(domain);
        assertThat(anchored().size()).isEqualTo(domain.ledger().size());
        assertThat(anchored().root()).isEqualTo(domain.ledger().root());
        domain.close();
        assertOpen(open(store));
    }

    @Test
    void anOlderCopyIsClosedUntilTwoPeopleAcceptIt() throws Exception {
        Domain domain = open(store);
        act(domain, 3);
        MemoryStore older = copy(store, domain.ledger().size());
        act(domain, 3);
        domain.close();
        byte[] newest = Files.readAllBytes(anchor);

        Domain closed = open(older);
        assertClosed(closed, LedgerDoubt.BEHIND_ANCHOR);
        assertThat(ledgerEvents(closed))
                .last()
                .isInstanceOfSatisfying(
                        LedgerEvent.Closed.class,
                        event -> assertThat(event.note()).hasValue(new String(newest, StandardCharsets.UTF_8)));
        closed.close();
        assertThat(Files.readAllBytes(anchor)).as("it is the evidence").isEqualTo(newest);

        Domain again = open(older);
        assertClosed(again, LedgerDoubt.OTHER_HISTORY); // as it has grown meanwhile
        accept(again);
        assertOpen(again);
        awaitAnchor(again);
        assertThat(anchored().root()).isEqualTo(again.ledger().root());
        again.close();
        assertOpen(open(older));
    }

    @Test
    void aRestartLeavesTheProposalToAcceptARestoredFolder() throws Exception {
        Domain domain = open(store);
        act(domain, 3);
        domain.close(); // with its end in the anchor
        var mark = new RestoredMark(elsewhere);
        Files.writeString(elsewhere.resolve("restored"), "from a backup");
        var custody = new Custody(Optional.of(new AnchorFile(anchor)), Map.of(LedgerDoubt.RESTORED, mark));
        Domain closed = open(store, custody);
        assertClosed(closed, LedgerDoubt.RESTORED);
        var proposed = (Answer.Done) closed.ask(new LedgerCommand.ProposeAcceptance(MARIA, "moved", false))
                .answer();
        closed.close();

        Domain again = open(store, custody);
        assertClosed(again, LedgerDoubt.RESTORED);
        assertThat(again.ask(new LedgerCommand.AnswerAcceptance(proposed.number(), VERA, true, ""))
                        .answer())
                .isInstanceOf(Answer.Done.class);
        assertOpen(again);
    }

    @Test
    void aLedgerWithOtherEntriesIsClosed() throws Exception {
        Domain domain = open(store);
        act(domain, 3);
        MemoryStore other = copy(store, domain.ledger().size());
        act(domain, 3);
        domain.close();
        byte[] kept = Files.readAllBytes(anchor);
        Files.delete(anchor);
        Domain rewritten = open(other); // with the key, and for a while without the anchor
        accept(rewritten);
        act(rewritten, 50);
        rewritten.close();
        Files.write(anchor, kept);
        assertClosed(open(other), LedgerDoubt.OTHER_HISTORY);
    }

    @Test
    void anAnchorOfAnotherServerClosesTheLedger() throws Exception {
        act(open(store), 1);
        opened.getLast().close();
        signer = Ed25519Signer.generate("example.com/anchored", new SecureRandom());
        Domain other = open(new MemoryStore());
        assertClosed(other, LedgerDoubt.ANCHOR_FOREIGN);
        accept(other);
        assertOpen(other);
    }

    @Test
    void anAnchorThatIsNoneAnyMoreClosesTheLedger() throws Exception {
        act(open(store), 1);
        opened.getLast().close();
        String sound = Files.readString(anchor);
        for (String damaged : List.of(
                "", "no note", sound.substring(0, sound.length() / 2), sound.replaceFirst("\n\\d+\n", "\n1\n"))) {
            Files.writeString(anchor, damaged);
            Domain closed = open(copy(store, store.reopen().size()));
            assertClosed(closed, LedgerDoubt.ANCHOR_DAMAGED);
            closed.close();
        }
    }

    @Test
    void anAnchorThatIsMissingAfterACrashClosesTheLedgerUntilItIsThereAgain() throws Exception {
        MemoryStore ledger = store;
        Domain domain = open(ledger);
        act(domain, 1);
        awaitAnchor(domain);
        byte[] following = Files.readAllBytes(anchor);
        domain.close();
        Files.delete(anchor);
        Domain closed = open(ledger);
        assertClosed(closed, LedgerDoubt.ANCHOR_MISSING);
        closed.close();
        Files.write(anchor, following);
        Domain again = open(ledger);
        assertThat(ledgerEvents(again)).contains(new LedgerEvent.Reopened(LedgerDoubt.ANCHOR_MISSING));
        assertOpen(again);
    }

    /** A start without the anchor has recorded something that the anchor, put back, does not know. */
    @Test
    void anAnchorThatWasMissingAtAStartIsNoProofOfWhatWasRecordedMeanwhile() throws Exception {
        MemoryStore ledger = store;
        act(open(ledger), 1);
        opened.getLast().close();
        Path away = Files.move(anchor, elsewhere.resolve("away"));
        Domain closed = open(ledger);
        assertClosed(closed, LedgerDoubt.ANCHOR_MISSING);
        closed.close();
        Files.move(away, anchor);
        Domain again = open(ledger);
        assertClosed(again, LedgerDoubt.BEYOND_ANCHOR);
        accept(again);
        assertOpen(again);
    }

    @Test
    void aConfigurationThatNamesNoneAnyMoreClosesTheLedger() throws Exception {
        MemoryStore ledger = store;
        act(open(ledger), 1);
        opened.getLast().close();
        Domain closed = open(ledger, Custody.NONE);
        assertClosed(closed, LedgerDoubt.ANCHOR_MISSING);
        accept(closed);
        assertOpen(closed);
        closed.close();
        assertOpen(open(ledger, Custody.NONE));
    }

    /** The copy is of a time before there was an anchor, so that only the closing tells of it. */
    @Test
    void anAnchorThatClosedTheLedgerIsNotTakenAwayToOpenIt() throws Exception {
        Domain first = open(store, Custody.NONE);
        act(first, 5);
        MemoryStore older = copy(store, first.ledger().size());
        first.close();
        Domain second = open(store);
        act(second, 5);
        second.close();
        Domain behind = open(older);
        assertClosed(behind, LedgerDoubt.BEHIND_ANCHOR);
        behind.close();
        Domain unconfigured = open(older, Custody.NONE);
        assertClosed(unconfigured, LedgerDoubt.ANCHOR_MISSING);
        unconfigured.close();
        byte[] note = Files.readAllBytes(anchor);
        Files.delete(anchor);
        Domain missing = open(older);
        assertClosed(missing, LedgerDoubt.ANCHOR_MISSING);
        missing.close();
        Files.write(anchor, note);
        Domain back = open(older);
        assertClosed(back, LedgerDoubt.OTHER_HISTORY);
        accept(back);
        Until.holds(back::ready);
        assertOpen(back);
    }

    /** The next start would take an entry beyond the last checkpoint for the rest of a crash. */
    @Test
    void anEntryThatSomebodyAddedToARunningLedgerIsBeyondTheAnchor() throws Exception {
        MemoryStore ledger = store;
        Domain domain = open(ledger);
        act(domain, 3);
        long size = domain.ledger().size();
        Forgery.addTo(ledger, new Recorded(size, clock.get(), BUNDLE.digest(), new LedgerEvent.AnchorUsed()));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> act(domain, 1)).isInstanceOf(UnavailableException.class);
        }
        domain.close();
        assertThat(anchored().size()).isEqualTo(size);
        assertClosed(open(ledger), LedgerDoubt.BEYOND_ANCHOR);
    }

    /** Entries can be added by whoever has the folder, but not after a server that ended and said so in the anchor. */
    @Test
    void aLedgerThatGrewWithoutAServerIsClosed() throws Exception {
        MemoryStore ledger = store;
        act(open(ledger), 1);
        opened.getLast().close();
        long size = ledger.reopen().size();
        Ledger grown = Ledger.open(ledger, signer, clock::get, CheckpointPolicy.DEFAULT)
                .orThrow();
        var leaves = new LeafWriter(ledger, Salts.random());
        leaves.load();
        var more = new Recorded(
                size, clock.get(), "sha-256:one", new Event.BundleActivated("two", "sha-256:two", "nobody"));
        grown.append(List.of(leaves.entry(more)), leaves.fresh());
        grown.close();
        assertClosed(open(ledger), LedgerDoubt.BEYOND_ANCHOR);
    }

    /** A process that was killed leaves no end: nobody knows where its last entry was. */
    @Test
    void aServerThatWasKilledLeavesNoEndAndTheNextOneOpens() throws Exception {
        MemoryStore ledger = store;
        Domain domain = open(ledger);
        act(domain, 3);
        awaitAnchor(domain);
        byte[] following = Files.readAllBytes(anchor);
        assertThat(anchored().extensions()).isEmpty();
        MemoryStore killed = copy(ledger, domain.ledger().size());
        domain.close();
        assertThat(anchored().extensions()).containsExactly("end");
        Files.write(anchor, following);
        assertOpen(open(killed));
        assertThat(anchored().extensions()).isEmpty();
    }

    @Test
    void aLedgerThatIsAheadAsAfterACrashIsOpen() throws Exception {
        MemoryStore ledger = store;
        Domain domain = open(ledger);
        act(domain, 1);
        awaitAnchor(domain);
        byte[] behind = Files.readAllBytes(anchor);
        act(domain, 5);
        domain.close();
        Files.write(anchor, behind);
        assertOpen(open(ledger));
    }

    /** The process dies between the acceptance and the first writing of the anchor: the old one is there, or none. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void acceptanceHoldsAlthoughTheAnchorIsNotWritten(boolean there) throws Exception {
        Domain domain = open(store);
        act(domain, 1);
        MemoryStore older = copy(store, domain.ledger().size());
        act(domain, 5);
        domain.close();
        byte[] newest = Files.readAllBytes(anchor);
        Domain closed = open(older);
        accept(closed);
        long accepted = closed.query(state -> state.nextSeq());
        awaitAnchor(closed);
        closed.close();
        MemoryStore whole = older.reopen();
        long end = indexOf(whole, LedgerEvent.AcceptanceAnswered.class) + 1;
        assertThat(end).isLessThanOrEqualTo(accepted);
        MemoryStore crashed = copy(whole, end);
        if (there) {
            Files.write(anchor, newest);
        } else {
            Files.delete(anchor);
        }
        assertOpen(open(crashed));
    }

    private static long indexOf(MemoryStore ledger, Class<? extends LedgerEvent> type) throws IOException {
        long[] found = {-1};
        new LedgerReplayer(ledger).scan(0, ledger.size(), recorded -> {
            if (type.isInstance(recorded.event())) {
                found[0] = recorded.seq();
            }
        });
        return found[0];
    }

    /** With the key of the folder an entry can be appended that names a forged snapshot; not one that the anchor vouches for. */
    @Test
    void aSnapshotThatOnlyTheFolderVouchesForIsNotLoaded() throws Exception {
        MemoryStore ledger = store;
        Domain domain = open(ledger);
        act(domain, 30);
        awaitAnchor(domain);
        byte[] following = Files.readAllBytes(anchor);
        domain.close();
        Files.write(anchor, following); // as after a crash
        Forgery.of(ledger.reopen(), signer, BUNDLE, clock).plant();
        Domain again = open(ledger);
        assertThat(again.queryWriter(StateSnapshot::write))
                .isEqualTo(StateSnapshot.write(new LedgerReplayer(ledger).all(BUNDLE)));
        assertOpen(again);
    }
}
