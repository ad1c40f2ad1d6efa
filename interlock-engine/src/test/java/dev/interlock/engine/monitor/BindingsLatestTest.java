package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.table.ActorTable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The latest call of each party on a key is found, however many parties there are: sixteen are a chain, more are a crowd. */
class BindingsLatestTest {

    private static final int ENTRIES = 3;
    private static final int KEY = 5;
    private static final int OTHER = 6;
    /** The first rule looks at all history, the second at the last hundred milliseconds. */
    private static final long[] WINDOWS = {Long.MAX_VALUE, 100};

    private static final int AGENT = 1;
    private static final int[] LEVEL = {0, AGENT};

    private final ActorTable actors = new ActorTable(List.of("owner"));
    private Bindings bindings = new Bindings(actors, WINDOWS);

    private int party(int number) {
        return actors.intern(Actor.of(Map.of(
                "runtime", AttributeValue.known("run-" + number), "agent", AttributeValue.known("agent-" + number))));
    }

    private int agent(int party) {
        return actors.row(party(party))[AGENT];
    }

    /** Party number p did its entry with call 100 + p at time p. */
    private void meet(int rule, int key, int parties) {
        for (int p = 0; p < parties; p++) {
            bindings.add(rule, key, party(p), p % ENTRIES, 100 + p, p);
        }
    }

    private long latest(int rule, int key, int party, int entry, long now) {
        var latest = new Latest();
        bindings.latest(rule, key, AGENT, agent(party), entry, now, latest);
        long[] covered = new long[actors.columns()];
        bindings.cover(rule, key, actors.row(party(party)), LEVEL, ENTRIES, now, covered);
        assertThat((covered[AGENT] & 1L << entry) != 0).isEqualTo(latest.call() != Latest.NONE);
        return latest.call();
    }

    private byte[] saved() throws IOException {
        var bytes = new ByteArrayOutputStream();
        bindings.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private void restart() throws IOException {
        byte[] saved = saved();
        bindings = new Bindings(actors, WINDOWS);
        bindings.read(new DataInputStream(new ByteArrayInputStream(saved)));
        assertThat(saved()).isEqualTo(saved);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 16, 17, 40})
    void eachPartyIsFoundByWhatItDid(int parties) throws IOException {
        meet(0, KEY, parties);
        restart();
        for (int p = 0; p < parties; p++) {
            assertThat(latest(0, KEY, p, p % ENTRIES, 1_000)).isEqualTo(100 + p);
            assertThat(latest(0, KEY, p, (p + 1) % ENTRIES, 1_000)).isEqualTo(Latest.NONE);
            assertThat(latest(0, OTHER, p, p % ENTRIES, 1_000)).isEqualTo(Latest.NONE);
            assertThat(latest(1, KEY, p, p % ENTRIES, 1_000)).isEqualTo(Latest.NONE);
        }
        assertThat(latest(0, KEY, parties, 0, 1_000)).isEqualTo(Latest.NONE);
        var keys = new TreeSet<Integer>();
        bindings.keys(0, keys);
        assertThat(keys).containsExactly(KEY);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 16, 17, 40})
    void aLaterCallTakesThePlaceOfTheSamePartysForTheSameEntry(int parties) throws IOException {
        meet(0, KEY, parties);
        int kept = saved().length;
        for (int p : new int[] {0, parties / 2, parties - 1}) {
            bindings.add(0, KEY, party(p), p % ENTRIES, 500 + p, 1_000);
            assertThat(latest(0, KEY, p, p % ENTRIES, 1_000)).isEqualTo(500 + p);
        }
        // A crowd may keep a few that are replaced; a chain keeps none.
        assertThat(saved().length).isLessThanOrEqualTo(parties > 16 ? kept + 100 : kept);
        restart();
        for (int p = 1; p < parties; p++) {
            boolean again = p == parties / 2 || p == parties - 1;
            assertThat(latest(0, KEY, p, p % ENTRIES, 1_000)).isEqualTo((again ? 500 : 100) + p);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 16, 17, 40})
    void whatLiesAWindowBackIsOutside(int parties) throws IOException {
        meet(1, KEY, parties);
        restart();
        for (int p = 0; p < parties; p++) {
            assertThat(latest(1, KEY, p, p % ENTRIES, p + 99)).isEqualTo(100 + p);
            assertThat(latest(1, KEY, p, p % ENTRIES, p + 100)).isEqualTo(Latest.NONE);
        }
        var values = new TreeSet<Integer>();
        bindings.values(1, KEY, AGENT, 99, values);
        assertThat(values).hasSize(parties);
        values.clear();
        bindings.values(1, KEY, AGENT, 100, values);
        assertThat(values).hasSize(parties - 1).doesNotContain(agent(0));
    }

    /** The chain has the latest first: where one is too old, all behind it are. */
    @ParameterizedTest
    @ValueSource(ints = {2, 16, 17, 40})
    void whatIsTooOldMakesRoomForWhatComes(int parties) throws IOException {
        meet(1, KEY, parties);
        int kept = saved().length;
        long now = 100L + parties / 2;
        bindings.add(1, KEY, party(parties), 0, 900, now);
        assertThat(saved().length).isLessThanOrEqualTo(parties > 16 ? kept + 100 : kept);
        restart();
        for (int p = 0; p < parties; p++) {
            assertThat(latest(1, KEY, p, p % ENTRIES, now)).isEqualTo(p <= parties / 2 ? Latest.NONE : 100 + p);
        }
        assertThat(latest(1, KEY, parties, 0, now)).isEqualTo(900);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 17, 40})
    void aForgottenKeyLeavesOthersAloneAndItsRoomIsUsedAgain(int parties) throws IOException {
        meet(1, KEY, 1);
        meet(0, KEY, parties);
        meet(0, OTHER, parties);
        int full = saved().length;
        for (int round = 0; round < 3; round++) {
            bindings.forget(0, KEY);
            bindings.forget(0, KEY);
            restart();
            for (int p = 0; p < parties; p++) {
                assertThat(latest(0, KEY, p, p % ENTRIES, 1)).isEqualTo(Latest.NONE);
                assertThat(latest(0, OTHER, p, p % ENTRIES, 1)).isEqualTo(100 + p);
            }
            assertThat(latest(1, KEY, 0, 0, 1)).isEqualTo(100);
            meet(0, KEY, parties);
            assertThat(saved()).hasSize(full);
        }
        bindings.forget(1, KEY);
        assertThat(latest(1, KEY, 0, 0, 1)).isEqualTo(Latest.NONE);
        meet(1, KEY, 1);
        bindings.forget(0, OTHER);
        bindings.forget(0, KEY);
        meet(0, 7, parties);
        meet(0, 8, parties);
        assertThat(saved()).hasSize(full);
        for (int p = 0; p < parties; p++) {
            assertThat(latest(0, 7, p, p % ENTRIES, 1)).isEqualTo(100 + p);
            assertThat(latest(0, 8, p, p % ENTRIES, 1)).isEqualTo(100 + p);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 17})
    void ofSeveralKeysTheLatestSettlementCounts(int parties) {
        meet(0, KEY, parties);
        bindings.add(0, KEY, party(0), 0, 200, 80);
        meet(0, OTHER, parties);
        bindings.add(0, OTHER, party(0), 0, 300, 90);
        bindings.add(0, OTHER, party(0), 1, 400, 90);
        bindings.add(0, KEY, party(0), 1, 350, 95);
        for (int entry : List.of(0, 1)) {
            var latest = new Latest();
            bindings.latest(0, KEY, AGENT, agent(0), entry, 100, latest);
            bindings.latest(0, OTHER, AGENT, agent(0), entry, 100, latest);
            assertThat(latest.call()).isEqualTo(entry == 0 ? 300 : 350);
        }
    }

    /** Each call that is added looks at a few others that nobody asks for any more. */
    @Test
    void whatNobodyAsksForIsSweptWhenItsWindowIsOver() throws IOException {
        for (int key = 0; key < 50; key++) {
            meet(1, 100 + key, key % 10 == 0 ? 17 : 1);
        }
        bindings.add(0, KEY, party(0), 0, 100, 20);
        for (int step = 0; step < 50; step++) {
            bindings.add(0, KEY, party(0), 0, 101 + step, 117);
        }
        var keys = new TreeSet<Integer>();
        bindings.keys(1, keys);
        assertThat(keys).isEmpty();
        restart();
        assertThat(latest(0, KEY, 0, 0, 200)).isEqualTo(150);
    }

    @Test
    void whatIsStillInItsWindowIsNotSwept() throws IOException {
        for (int key = 0; key < 50; key++) {
            meet(1, 100 + key, key % 10 == 0 ? 17 : 1);
        }
        for (int step = 0; step < 50; step++) {
            bindings.add(0, KEY, party(0), 0, 101 + step, 99);
        }
        restart();
        for (int key = 0; key < 50; key++) {
            assertThat(latest(1, 100 + key, 0, 0, 99)).isEqualTo(100);
        }
        // One chain of two of which one is over: only that is dropped.
        bindings.add(1, OTHER, party(0), 0, 900, 100);
        bindings.add(1, OTHER, party(1), 0, 901, 150);
        for (int step = 0; step < 100; step++) {
            bindings.add(0, KEY, party(0), 0, 1_000 + step, 200);
        }
        var values = new TreeSet<Integer>();
        bindings.values(1, OTHER, AGENT, 150, values);
        assertThat(values).containsExactly(agent(1));
    }
}
