package dev.interlock.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.StateSnapshot;
import dev.interlock.ledger.store.StoreException;
import dev.interlock.ledger.verify.Report;
import dev.interlock.ledger.verify.Verifier;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.domain.Rig;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.fixture.Quiet;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that is really full: what was answered is there, what was not is not, and with room it goes on. */
class FullDiskTest {

    private static final Caller ANN = Rig.agent("ann", "payables");
    private static final Caller BOB = Rig.agent("bob", "treasury");

    @TempDir
    Path temporary;

    @BeforeAll
    static void quiet() {
        Quiet.on();
    }

    @Test
    void aFullDatabaseDeniesUntilThereIsRoom() throws Exception {
        Path folder = temporary.resolve("data");
        SqliteStore store = SqliteStore.open(folder);
        var clock = new AtomicLong(1_000_000);
        byte[] state;
        try (Domain domain = Rig.open(
                store,
                store.snapshots(),
                SigningKeyFile.loadOrCreate(folder, "example.com/full", new SecureRandom()),
                Rig.bundle("one"),
                clock)) {
            long task = Rig.task(domain, ANN);
            store.limitPages(store.pages() + 4);
            int permitted = 0;
            boolean full = false;
            while (!full) {
                try {
                    assertThat(domain.ask(Rig.call0(ANN, task, Rig.edit("7"))).answer())
                            .isInstanceOf(Answer.Permit.class);
                    permitted++;
                } catch (UnavailableException e) {
                    full = true;
                }
            }
            assertThat(permitted).isPositive();
            assertThatThrownBy(() -> domain.ask(Rig.call0(ANN, task, Rig.edit("7"))))
                    .isInstanceOf(UnavailableException.class);
            assertThat(domain.ready()).isFalse();
            assertThatThrownBy(() -> store.probe(1 << 20)).isInstanceOf(StoreException.class);
            store.limitPages(1_000_000);
            store.probe(1 << 20);
            assertThat(domain.ask(Rig.call0(ANN, task, Rig.edit("7"))).answer()).isInstanceOf(Answer.Permit.class);
            assertThat(domain.ready()).isTrue();
            int open = domain.query(s -> s.calls().all().size());
            assertThat(open).as("calls that were permitted, and no others").isEqualTo(permitted + 1);
            state = domain.query(StateSnapshot::write);
            assertThat(state).isEqualTo(StateSnapshot.write(new LedgerReplayer(store).all(Rig.bundle("one"))));
            assertThat(domain.ask(Rig.call0(BOB, task, Rig.edit("7"))).answer()).isInstanceOf(Answer.Deny.class);
        }
        try (SqliteReader reader = SqliteReader.open(folder)) {
            assertThat(new Verifier(SigningKeyFile.loadPublic(folder)).verify(reader))
                    .isInstanceOf(Report.Verified.class);
        }
    }
}
