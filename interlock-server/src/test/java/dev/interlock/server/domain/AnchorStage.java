package dev.interlock.server.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.LedgerCommand;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.LedgerDoubt;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.trust.LedgerTrust;
import dev.interlock.ledger.commitment.PartyName;
import dev.interlock.ledger.note.Checkpoint;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.ledger.note.NoteFormatException;
import dev.interlock.ledger.note.SignedNote;
import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.MemoryStore;
import dev.interlock.ledger.store.StoredCheckpoint;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.Until;
import dev.interlock.server.store.AnchorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A domain with an anchor, a ledger in memory and two people who are independent of each other. */
abstract class AnchorStage {

    static final Bundle BUNDLE = Rig.bundle("one");
    static final Caller ANN = Rig.agent("ann", "payables");
    static final Caller MARIA = person("maria", "controls");
    static final Caller VERA = person("vera", "board");

    @TempDir
    Path elsewhere;

    final AtomicLong clock = new AtomicLong(1_000_000);
    final List<Domain> opened = new ArrayList<>();
    Ed25519Signer signer;
    Path anchor;
    MemoryStore store = new MemoryStore();

    @BeforeAll
    static void quiet() {
        Quiet.on();
    }

    @BeforeEach
    void key() throws NoteFormatException {
        signer = Ed25519Signer.generate("example.com/anchored", new SecureRandom());
        anchor = elsewhere.resolve("payments.anchor");
    }

    @AfterEach
    void close() throws IOException {
        for (Domain domain : opened) {
            domain.close();
        }
    }

    static Caller person(String name, String owner) {
        return new Caller(
                name,
                "token-" + name,
                true,
                false,
                new TreeMap<>(Map.of("owner", AttributeValue.known(owner))),
                new TreeSet<>(),
                Optional.empty());
    }

    Domain open(MemoryStore on, Custody custody) throws IOException {
        store = on;
        Domain domain = Rig.open(on.reopen(), on, signer, BUNDLE, clock, custody);
        opened.add(domain);
        return domain;
    }

    Domain open(MemoryStore on) throws IOException {
        return open(on, new Custody(Optional.of(new AnchorFile(anchor)), Map.of()));
    }

    static void act(Domain domain, int calls) {
        long task = Rig.task(domain, ANN);
        for (int i = 0; i < calls; i++) {
            assertThat(domain.ask(Rig.call0(ANN, task, Rig.edit("7"))).answer()).isInstanceOf(Answer.Permit.class);
        }
    }

    Checkpoint anchored() throws IOException {
        try {
            return Checkpoint.parse(SignedNote.parse(Files.readString(anchor)).text());
        } catch (NoteFormatException e) {
            throw new AssertionError(e);
        }
    }

    void awaitAnchor(Domain domain) {
        Until.holds(() -> domain.anchorBehind().orElseThrow() == 0);
    }

    /** The store as a disk has it after so many entries. */
    static MemoryStore copy(MemoryStore of, long entries) throws IOException {
        var copied = new ArrayList<Entry>();
        of.read(0, entries, (index, leaf, opening) -> copied.add(new Entry(leaf, opening)));
        var names = new ArrayList<PartyName>();
        of.names(names::add);
        var checkpoints = new ArrayList<StoredCheckpoint>();
        of.checkpoints(checkpoint -> {
            if (checkpoint.size() <= entries) {
                checkpoints.add(checkpoint);
            }
        });
        return new MemoryStore(
                copied,
                names,
                of.tiles().stream()
                        .filter(tile -> tile.level() == 0 && (tile.index() + 1) * 256 <= entries)
                        .toList(),
                checkpoints);
    }

    List<LedgerEvent> ledgerEvents(Domain domain) throws IOException {
        var found = new ArrayList<LedgerEvent>();
        domain.history().scan(0, domain.ledger().size(), recorded -> {
            if (recorded.event() instanceof LedgerEvent event) {
                found.add(event);
            }
        });
        return found;
    }

    void assertClosed(Domain domain, LedgerDoubt cause) throws IOException {
        LedgerTrust trust = domain.query(state -> state.trust());
        assertThat(trust.closings()).containsOnlyKeys(cause);
        assertThat(domain.ask(Rig.call0(ANN, 0, Rig.edit("7"))).answer())
                .isInstanceOfSatisfying(
                        Answer.Deny.class,
                        denied -> assertThat(denied.findings())
                                .extracting(finding -> finding.code())
                                .containsExactly(FindingCode.LEDGER_CLOSED));
        assertThat(domain.ready()).isFalse();
        assertThat(domain.trouble()).hasValueSatisfying(text -> assertThat(text).contains("interlock ledger status"));
    }

    static void assertOpen(Domain domain) {
        act(domain, 1);
        assertThat(domain.ready()).isTrue();
    }

    static void accept(Domain domain) {
        var proposed = (Answer.Done) domain.ask(new LedgerCommand.ProposeAcceptance(MARIA, "lost", false))
                .answer();
        assertThat(domain.ask(new LedgerCommand.AnswerAcceptance(proposed.number(), VERA, true, ""))
                        .answer())
                .isInstanceOf(Answer.Done.class);
    }
}
