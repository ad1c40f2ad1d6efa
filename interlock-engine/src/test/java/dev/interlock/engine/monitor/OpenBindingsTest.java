package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parties that act on a key for a rule, from the reservation of a call to its end; and the records in which they are kept. */
class OpenBindingsTest {

    private static final int RULE = 3;
    private static final int KEY = 70_000;

    private OpenBindings open = new OpenBindings();

    /** Call, entry, actor and rank of the tier of each binding, ascending. */
    private List<String> on(int rule, int key) {
        var found = new ArrayList<String>();
        Records records = open.records();
        for (int n = open.first(rule, key); n >= 0; n = records.next(n)) {
            assertThat(records.slot(n)).isEqualTo(Records.slot(rule, key));
            found.add("%d %d %d %d".formatted(records.call(n), records.entry(n), records.actor(n), open.tier(n)));
        }
        found.sort(null);
        return found;
    }

    private byte[] bytes() throws IOException {
        var bytes = new ByteArrayOutputStream();
        open.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private void threeCalls() {
        open.add(RULE, KEY, 5, 0, 11, 2);
        open.add(RULE, KEY, 5, 1, 11, 2);
        open.add(RULE, KEY, 6, 0, 12, 1);
        open.add(RULE, KEY, 7, 2, 13, 0);
    }

    @Test
    void theBindingsOfAKeyAreThoseOfItsRuleAlone() {
        threeCalls();
        open.add(RULE + 1, KEY, 8, 0, 11, 1);
        open.add(RULE, KEY + 1, 9, 0, 11, 1);

        assertThat(on(RULE, KEY)).containsExactly("11 0 5 2", "11 1 5 2", "12 0 6 1", "13 2 7 0");
        assertThat(on(RULE + 1, KEY)).containsExactly("11 0 8 1");
        assertThat(on(RULE, KEY + 1)).containsExactly("11 0 9 1");
        assertThat(on(RULE + 1, KEY + 1)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"11, '12 0 6 1|13 2 7 0'", "12, '11 0 5 2|11 1 5 2|13 2 7 0'", "13, '11 0 5 2|11 1 5 2|12 0 6 1'"})
    void aCallThatEndsTakesItsOwnWithIt(long call, String left) {
        threeCalls();
        open.add(RULE, KEY + 1, 5, 0, call, 2);

        open.remove(RULE, KEY, call);

        assertThat(String.join("|", on(RULE, KEY))).isEqualTo(left);
        assertThat(on(RULE, KEY + 1)).hasSize(1);
    }

    @Test
    void whatIsNotThereLeavesNothingBehind() {
        threeCalls();
        open.remove(RULE, KEY, 99);
        assertThat(on(RULE, KEY)).hasSize(4);
    }

    @Test
    void whenAllHaveEndedTheKeyIsKnownNoMore() {
        threeCalls();
        open.add(RULE, KEY + 1, 5, 0, 11, 2);
        open.add(RULE + 1, 1, 5, 0, 11, 2);
        var keys = new TreeSet<Integer>();
        open.keys(RULE, keys);
        assertThat(keys).containsExactly(KEY, KEY + 1);

        for (long call : new long[] {12, 13, 11}) {
            open.remove(RULE, KEY, call);
        }

        keys.clear();
        open.keys(RULE, keys);
        assertThat(keys).containsExactly(KEY + 1);
        assertThat(open.first(RULE, KEY)).isNegative();
        open.remove(RULE, KEY + 1, 11);
        open.remove(RULE + 1, 1, 11);
        assertThat(open.first(RULE, KEY)).isNegative();
    }

    @Test
    void thePlaceOfWhatEndedIsUsedAgain() throws IOException {
        for (int call = 1; call <= 40; call++) {
            open.add(RULE, KEY, 5, 0, call, 1);
        }
        int size = bytes().length;
        for (int call = 41; call <= 1_000; call++) {
            open.remove(RULE, KEY, call - 40);
            open.remove(RULE, KEY, call - 39);
            open.add(RULE, KEY, 5, 0, call, 1);
            open.add(RULE, KEY, 5, 0, call - 39, 1);
        }
        assertThat(bytes()).hasSize(size);
        assertThat(on(RULE, KEY)).hasSize(40);
        assertThat(open.records().used()).isEqualTo(40);
    }

    @Test
    void theyAreReadAsTheyWereWrittenAndGoOnTheSame() throws IOException {
        threeCalls();
        open.remove(RULE, KEY, 12);
        byte[] saved = bytes();
        OpenBindings before = open;
        open = new OpenBindings();
        open.read(new DataInputStream(new ByteArrayInputStream(saved)));

        assertThat(bytes()).isEqualTo(saved);
        assertThat(on(RULE, KEY)).containsExactly("11 0 5 2", "11 1 5 2", "13 2 7 0");
        for (int call = 20; call < 40; call++) {
            before.add(RULE, KEY, 1, 0, call, 0);
            open.add(RULE, KEY, 1, 0, call, 0);
        }
        byte[] after = bytes();
        open = before;
        assertThat(after).isEqualTo(bytes());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0, 0, 0",
        "1, 2, 3, 4, 5, 6",
        "2147483647, 2147483647, 2147483647, 255, 36028797018963967, 9223372036854775807",
        "7, 1, 0, 63, 1, -1"
    })
    void aRecordHoldsTheGreatestNumbersThereAre(int rule, int key, int actor, int entry, long call, long time) {
        var records = new Records();
        records.add(Records.slot(1, 1), Records.NONE, 1, 1, 1, 1);
        records.add(Records.slot(1, 1), Records.NONE, 1, 1, 1, 1);
        int record = records.add(Records.slot(rule, key), 0, actor, entry, call, time);
        records.add(Records.slot(1, 1), Records.NONE, 1, 1, 1, 1);

        assertThat(Records.rule(records.slot(record))).isEqualTo(rule);
        assertThat(Records.key(records.slot(record))).isEqualTo(key);
        assertThat(records.next(record)).isZero();
        assertThat(records.actor(record)).isEqualTo(actor);
        assertThat(records.entry(record)).isEqualTo(entry);
        assertThat(records.call(record)).isEqualTo(call);
        assertThat(records.time(record)).isEqualTo(time);
        records.next(record, Records.NONE);
        assertThat(records.next(record)).isEqualTo(Records.NONE);
        assertThat(records.actor(record)).isEqualTo(actor);
        records.next(record, Integer.MAX_VALUE);
        assertThat(records.next(record)).isEqualTo(Integer.MAX_VALUE);
        records.update(record, 9, 8);
        assertThat(records.entry(record)).isEqualTo(entry);
        assertThat(records.call(record)).isEqualTo(9);
        assertThat(records.time(record)).isEqualTo(8);
    }

    @Test
    void freedRecordsAreUsedAgainTheLatestFirst() {
        var records = new Records();
        for (int i = 0; i < 30; i++) {
            assertThat(records.add(Records.slot(1, i), Records.NONE, i, 0, i, i))
                    .isEqualTo(i);
        }
        assertThat(records.used()).isEqualTo(30);
        records.free(4);
        records.free(20);
        records.free(9);
        assertThat(records.isFree(20)).isTrue();
        assertThat(records.isFree(21)).isFalse();

        assertThat(records.add(Records.slot(1, 50), Records.NONE, 0, 0, 50, 50)).isEqualTo(9);
        assertThat(records.add(Records.slot(1, 51), Records.NONE, 0, 0, 51, 51)).isEqualTo(20);
        assertThat(records.add(Records.slot(1, 52), Records.NONE, 0, 0, 52, 52)).isEqualTo(4);
        assertThat(records.add(Records.slot(1, 53), Records.NONE, 0, 0, 53, 53)).isEqualTo(30);
        assertThat(records.isFree(20)).isFalse();
        for (int i : new int[] {0, 3, 5, 19, 21, 29}) {
            assertThat(records.call(i)).isEqualTo(i);
            assertThat(records.slot(i)).isEqualTo(Records.slot(1, i));
        }
        assertThat(records.call(20)).isEqualTo(51);
    }
}
