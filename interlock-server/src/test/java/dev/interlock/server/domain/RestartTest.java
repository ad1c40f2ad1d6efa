package dev.interlock.server.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.StateSnapshot;
import dev.interlock.ledger.merkle.Hash;
import dev.interlock.ledger.store.Snapshot;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.testkit.generate.Cue;
import dev.interlock.testkit.generate.Playwright;
import dev.interlock.testkit.generate.WorldGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Snapshots are caches: with one or without, of use or not, a domain opens with the fold of its record. */
class RestartTest {

    private static final Caller ANN = Rig.agent("ann", "payables");

    @BeforeAll
    static void quiet() {
        Quiet.on();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void snapshotAndFoldGiveWhatTheFullFoldGives(long seed) throws IOException {
        var world = WorldGenerator.world(seed);
        var playwright = new Playwright(world);
        var random = new Random(seed);
        int snapshots = 0;
        List<Recorded> record = new ArrayList<>();
        try (var rig = new Rig(world.bundle())) {
            for (int i = 0; i < 400; i++) {
                rig.addTo(record);
                Cue cue = playwright.next(record);
                rig.clock.set(cue.atMillis());
                rig.domain.ask(cue.command());
                if (random.nextInt(25) == 0) {
                    rig.restart();
                    assertThat(rig.state()).as("seed %d, command %d", seed, i).isEqualTo(rig.fold());
                    snapshots++;
                }
            }
            assertThat(rig.state()).isEqualTo(rig.fold());
            assertThat(rig.store.latestSnapshot()).isPresent();
        }
        assertThat(snapshots).isGreaterThan(5);
    }

    @Test
    void aSnapshotThatNoEntryNamesChangesNoDecision() throws IOException {
        // of the same size, root, bundle and version, and of another state
        assertIgnored(s -> state(s, other(s.size())));
    }

    @Test
    void aSnapshotOfAnotherLedgerBundleOrVersionIsIgnored() throws IOException {
        assertIgnored(s -> with(s, Hash.of(new byte[32]), s.bundleDigest(), s.codeVersion(), other(s.size())));
        assertIgnored(s -> with(s, s.root(), "sha-256:two", s.codeVersion(), other(s.size())));
        assertIgnored(s -> with(s, s.root(), s.bundleDigest(), "0", other(s.size())));
        assertIgnored(
                s -> new Snapshot(s.size() + 1_000, s.root(), s.bundleDigest(), s.codeVersion(), other(s.size())));
        assertIgnored(
                s -> with(s, s.root(), s.bundleDigest(), s.codeVersion(), other(s.size() - 1))); // of another moment
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aDamagedSnapshotIsIgnored(long seed) throws IOException {
        var random = new Random(seed);
        assertIgnored(s -> state(s, new byte[0]));
        assertIgnored(s -> state(s, Arrays.copyOf(s.state(), random.nextInt(s.state().length))));
        assertIgnored(s -> state(s, Arrays.copyOf(s.state(), s.state().length + 1 + random.nextInt(9))));
        byte[] noise = new byte[1 + random.nextInt(500)];
        random.nextBytes(noise);
        assertIgnored(s -> state(s, noise));
        assertIgnored(s -> {
            byte[] lengths = s.state();
            Arrays.fill(lengths, 16, lengths.length, (byte) 0x7f); // arrays of two billion elements
            return state(s, lengths);
        });
    }

    /** Restarts on a snapshot, and expects the fold of the record all the same. */
    private static void assertIgnored(UnaryOperator<Snapshot> change) throws IOException {
        try (var rig = new Rig()) {
            long task = rig.open(ANN);
            rig.succeed(rig.call(ANN, task, Rig.create()), "vendor/1");
            rig.domain.close();
            rig.store.reopen();
            rig.store.plant(change.apply(rig.store.latestSnapshot().orElseThrow()));
            rig.restart();
            assertThat(rig.state()).isEqualTo(rig.fold());
            assertThat(rig.call(ANN, task, Rig.pay("1"))).isInstanceOf(Answer.Deny.class);
        }
    }

    private static Snapshot state(Snapshot s, byte[] state) {
        return with(s, s.root(), s.bundleDigest(), s.codeVersion(), state);
    }

    private static Snapshot with(Snapshot s, Hash root, String bundle, String version, byte[] state) {
        return new Snapshot(s.size(), root, bundle, version, state);
    }

    /** A state after so many events, in which nobody created vendor 1. */
    private static byte[] other(long size) {
        try (var rig = new Rig()) {
            rig.open(ANN);
            for (int i = 0; rig.domain.ledger().size() < size; i++) {
                rig.call(Rig.agent("agent-" + i, "payables"), Long.MAX_VALUE, Rig.pay("9")); // each is denied anew
            }
            return rig.state();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void callsLeftInFlightAreUnknownAfterARestart() throws IOException {
        try (var rig = new Rig()) {
            long task = rig.open(ANN);
            Answer.Permit permit = (Answer.Permit) rig.call(ANN, task, Rig.pay("1"));
            rig.restart();
            assertThat(rig.events())
                    .contains(new Event.CallSettled(
                            permit.call(), new Settlement.Unknown("the gateway stopped before the outcome was known")));
            rig.restart();
            long size = rig.domain.ledger().size();
            rig.restart();
            assertThat(rig.domain.ledger().size())
                    .as("a start after which nothing was recorded adds nothing")
                    .isEqualTo(size);
        }
    }

    @Test
    void whatWasNotProposedIsNotActivated() throws IOException {
        try (var rig = new Rig(Rig.bundle("one"))) {
            rig.propose("three");
            long size = rig.domain.ledger().size();
            boolean[] switched = {false};
            assertThat(rig.activate("two", () -> switched[0] = true)).isInstanceOf(Answer.Refused.class);
            assertThat(switched[0]).isFalse();
            assertThat(rig.domain.ledger().size()).isEqualTo(size);
            String inForce = rig.domain.query(state -> state.bundle().digest());
            assertThat(inForce).isEqualTo("sha-256:one");
        }
    }

    @Test
    void aHistoryUnderAnotherBundleIsFoldedUnderThisOne() throws IOException {
        try (var rig = new Rig(Rig.bundle("one"))) {
            long task = rig.open(ANN);
            rig.succeed(rig.call(ANN, task, Rig.create()), "vendor/1");
            rig.propose("two");
            rig.activate("two", () -> {});
            assertThat(rig.call(ANN, task, Rig.pay("1"))).as("history is kept").isInstanceOf(Answer.Deny.class);
            byte[] live = rig.state();
            State folded = new LedgerReplayer(rig.store).all(Rig.bundle("two"));
            assertThat(live).isEqualTo(StateSnapshot.write(folded));
        }
    }
}
