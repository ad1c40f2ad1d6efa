package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.table.KeyTable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On which keys history counts for one of them: after late links, with calls about all, and where keys were closed. */
class LinkedKeysTest {

    private final Drafts record = new Drafts();
    private final KeyTable keys = record.keys;
    private final ClosedKeys closed = new ClosedKeys();
    private int parent;
    private int child;
    private int other;
    private int kind;

    @BeforeEach
    void aParentGotTheHistoryOfItsChild() {
        parent = record.number("vendor/parent");
        child = record.number("vendor/child");
        other = record.number("client/other");
        kind = keys.kindOf("vendor");
        keys.lineage().inherit(parent, child);
    }

    private int[] counting(int id) {
        return History.counting(id, kind, keys, closed);
    }

    @Test
    void aKeyHasItsOwnHistoryAndThatWhichItGot() {
        assertThat(counting(parent)).containsExactly(parent, child);
        assertThat(counting(child)).containsExactly(child);
        assertThat(History.of(parent, keys, closed)).containsExactly(parent, child);
        assertThat(counting(KeyTable.ABSENT)).isEmpty();
        assertThat(History.of(KeyTable.ABSENT, keys, closed)).isEmpty();
        assertThat(History.isOwn(parent, kind, keys, closed)).isFalse();
        assertThat(History.isOwn(child, kind, keys, closed)).isTrue();
        assertThat(History.isOwn(KeyTable.ABSENT, kind, keys, closed)).isFalse();
    }

    @Test
    void onAKeyOfWhichAllMayBeMeantCountsWhatIsAboutAll() {
        int all = keys.internAll("vendor");

        assertThat(counting(parent)).containsExactly(parent, child, all);
        assertThat(counting(KeyTable.ABSENT)).as("a new one, too").containsExactly(all);
        assertThat(History.of(parent, keys, closed)).containsExactly(parent, child);
        assertThat(History.isOwn(child, kind, keys, closed)).isFalse();
        assertThat(History.isOwn(other, keys.kindOf("client"), keys, closed)).isTrue();
        assertThat(History.counting(other, keys.kindOf("client"), keys, closed)).containsExactly(other);
        assertThat(counting(all)).as("nobody asks what was on any").containsExactly(all);
    }

    @Test
    void onTheKeyOfAllCountsWhatIsOnAnyOfThem() {
        int all = keys.internAll("vendor");
        keys.internAny("vendor");

        assertThat(counting(all)).containsExactly(all, keys.any(kind));
    }

    /** The history that a link gave to a key counts by the key that it came from, closed or not. */
    @Test
    void whatHappenedOnAClosedKeyCountsNowhere() {
        int all = keys.internAll("vendor");
        closed.close(other, 9);
        assertThat(counting(parent)).containsExactly(parent, child, all);
        assertThat(History.isOwn(child, kind, keys, closed)).isFalse();
        closed.close(child, 10);
        assertThat(counting(parent)).containsExactly(parent, all);
        assertThat(History.of(parent, keys, closed)).containsExactly(parent);
        assertThat(counting(child)).containsExactly(all);
        closed.close(all, 11);
        assertThat(counting(parent)).containsExactly(parent);
        assertThat(counting(KeyTable.ABSENT)).isEmpty();
    }

    @Test
    void keysThatAreFoundTwiceCountOnce() {
        assertThat(History.together(new int[] {3, 1}, new int[] {1, 2, 3})).containsExactly(3, 1, 2);
        assertThat(History.together(new int[] {3, 1}, new int[0])).containsExactly(3, 1);
    }

    @Test
    void aClosedKeyKnowsTheCallThatClosedIt() throws IOException {
        assertThat(closed.isEmpty()).isTrue();
        for (int key = 0; key < 20; key++) {
            closed.close(2 * key, 100 + key);
        }
        var bytes = new ByteArrayOutputStream();
        closed.write(new DataOutputStream(bytes));
        var again = new ClosedKeys();
        again.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        again.close(1, 7);

        assertThat(again.isEmpty()).isFalse();
        assertThat(again.closedBy(1)).isEqualTo(7);
        for (int key = 0; key < 20; key++) {
            assertThat(again.closedBy(2 * key)).isEqualTo(100 + key);
            assertThat(again.isClosed(2 * key + 3)).isFalse();
            assertThat(closed.isClosed(2 * key)).isTrue();
        }
        assertThat(closed.closedBy(1)).isEqualTo(ClosedKeys.OPEN);
        assertThat(closed.closedBy(KeyTable.ABSENT)).isEqualTo(ClosedKeys.OPEN);
    }

    @Test
    void aLinkConcernsItsColumnAndItsHeirs() {
        var values = new Relink(2, 5, 6, KeyTable.ABSENT, new int[0]);
        var objects = new Relink(-1, 0, 0, child, new int[] {parent, other});

        assertThat(values.merges(2)).isTrue();
        assertThat(values.merges(1)).isFalse();
        assertThat(objects.merges(0)).isFalse();
        assertThat(objects.isHeir(parent)).isTrue();
        assertThat(objects.isHeir(other)).isTrue();
        assertThat(objects.isHeir(child)).isFalse();
        assertThat(values.isHeir(parent)).isFalse();
    }

    /** Settled calls as {@code number@time}, open ones by their number. */
    @ParameterizedTest
    @CsvSource({
        "'', -1",
        "'7@10', 7",
        "'7@10 8@9', 7",
        "'8@9 7@10', 7",
        "'7@10 8@10', 8",
        "'8@10 7@10', 8",
        "'0@0', 0",
        "'7@-5 8@-6', 7",
        "'3 9@99', 3",
        "'3 4 9@99', 4",
        "'4 9@99 3', 4",
    })
    void theMostRecentIsAnOpenCallElseTheOneThatSettledLast(String calls, long expected) {
        var latest = new Latest();
        for (String call : calls.isEmpty() ? new String[0] : calls.split(" ")) {
            String[] parts = call.split("@");
            if (parts.length == 1) {
                latest.open(Long.parseLong(parts[0]));
            } else {
                latest.succeeded(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
            }
        }
        assertThat(latest.call()).isEqualTo(expected);
    }
}
