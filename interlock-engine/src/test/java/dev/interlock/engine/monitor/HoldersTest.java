package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.table.ActorTable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The parties of a key against a list of all calls there were. */
class HoldersTest {

    private static final ActorTable ACTORS = new ActorTable(List.of());

    private record Call(long number, int value) {}

    private static long expected(List<Call> all, int value, long butFor, long after) {
        long found = Latest.NONE;
        for (Call call : all) {
            if (call.number != butFor && call.number > after && !ACTORS.surelySame(call.value, value)) {
                found = call.number;
            }
        }
        return found;
    }

    private static long found(Holders holders, int value, long butFor, long after) {
        var latest = new Latest();
        holders.latestOther(one -> ACTORS.surelySame(one, value), butFor, after, latest);
        return latest.call();
    }

    @Test
    void agreeWithAllHistory() throws IOException {
        for (int seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            var holders = new Holders();
            List<Call> all = new ArrayList<>();
            long expired = Long.MIN_VALUE;
            for (long call = 1; call < 40; call++) {
                int value = random.nextInt(-2, 5);
                expired = seed % 2 == 0 ? call - 10 : Long.MIN_VALUE;
                holders.open(call, value, 0);
                holders.succeed(call, value, call, expired, one -> ACTORS.surelySame(one, value));
                all.add(new Call(call, value));
                if (random.nextInt(10) == 0) {
                    int to = random.nextInt(2);
                    int from = to + 1 + random.nextInt(2);
                    holders.merge(new ActorTable.Merged(0, from, to));
                    all.replaceAll(one -> one.value == from ? new Call(one.number, to) : one);
                }
                for (int asked = -3; asked < 5; asked++) {
                    long after = Math.max(expired, random.nextLong(call));
                    assertThat(found(holders, asked, Latest.NONE, after))
                            .isEqualTo(expected(all, asked, Latest.NONE, after));
                }
                // But for the most recent call, as when a second witness is looked for.
                long last = expected(all, Holders.NOT_KEPT, Latest.NONE, expired);
                int party = holders.valueOf(last);
                assertThat(found(holders, party, last, expired)).isEqualTo(expected(all, party, last, expired));
            }
            assertThat(holders.open()).isEmpty();
            assertThat(holders.isSpent(40)).isTrue();
            assertThat(holders.isSpent(38)).isFalse();
            byte[] saved = bytes(holders);
            var again = new Holders();
            again.read(new DataInputStream(new ByteArrayInputStream(saved)));
            assertThat(bytes(again)).isEqualTo(saved);
        }
    }

    @Test
    void openCallsOfLinkedPartiesAreOfOne() {
        var holders = new Holders();
        holders.open(1, 4, 2);
        holders.open(2, 3, 2);
        holders.merge(new ActorTable.Merged(0, 4, 3));
        assertThat(holders.open()).extracting(Holders.Open::value).containsExactly(3, 3);
        assertThat(holders.valueOf(1)).isEqualTo(3);
        assertThat(holders.valueOf(7)).isEqualTo(Holders.NOT_KEPT);
        assertThat(holders.isSpent(Long.MAX_VALUE)).isFalse();
        holders.leave(1);
        holders.leave(2);
        assertThat(holders.isSpent(Long.MIN_VALUE)).isTrue();
    }

    private static byte[] bytes(Holders holders) throws IOException {
        var bytes = new ByteArrayOutputStream();
        holders.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
