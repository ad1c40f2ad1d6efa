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

/** The parties that acted on a key: against a list of all calls there were, and one case at a time. */
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
                    holders.replace(from, to);
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
        holders.replace(4, 3);
        assertThat(holders.open()).extracting(Holders.Open::value).containsExactly(3, 3);
        assertThat(holders.valueOf(1)).isEqualTo(3);
        assertThat(holders.valueOf(7)).isEqualTo(Holders.NOT_KEPT);
        assertThat(holders.isSpent(Long.MAX_VALUE)).isFalse();
        holders.leave(1);
        holders.leave(2);
        assertThat(holders.isSpent(Long.MIN_VALUE)).isTrue();
    }

    private static Holders of(int... values) {
        var holders = new Holders();
        for (int i = 0; i < values.length; i++) {
            int value = values[i];
            holders.succeed(i + 1, value, 10 * (i + 1), Long.MIN_VALUE, one -> ACTORS.surelySame(one, value));
        }
        return holders;
    }

    /** One of them is a witness to the other, and nobody can tell whether a third is one of these two. */
    @Test
    void ofEachAgentThatIsUnknownTwoCallsAreKept() {
        int one = Holders.unknownOf(7);
        int other = Holders.unknownOf(8);
        Holders holders = of(0, one, 1, one, other, ActorTable.NOT_APPLICABLE, one, 2);

        assertThat(holders.valueOf(2)).isEqualTo(Holders.NOT_KEPT);
        assertThat(holders.valueOf(4)).isEqualTo(one);
        assertThat(holders.valueOf(7)).isEqualTo(one);
        assertThat(holders.valueOf(5)).isEqualTo(other);
        assertThat(holders.valueOf(6)).isEqualTo(ActorTable.NOT_APPLICABLE);
        assertThat(List.of(holders.valueOf(1), holders.valueOf(3), holders.valueOf(8)))
                .containsExactly(0, 1, 2);
        assertThat(Holders.isUnknown(one)).isTrue();
        assertThat(Holders.isUnknown(ActorTable.NOT_APPLICABLE)).isFalse();
        assertThat(Holders.isUnknown(Holders.unknownOf(ActorTable.UNKNOWN))).isTrue();
    }

    /** Of a party that turns out to be known one call is enough, and the others stay unknown. */
    @Test
    void whatTurnsOutToBeKnownIsOneParty() {
        int one = Holders.unknownOf(7);
        int other = Holders.unknownOf(8);
        Holders holders = of(one, 3, other, one);

        holders.replace(one, 3);

        assertThat(holders.valueOf(1)).isEqualTo(Holders.NOT_KEPT);
        assertThat(holders.valueOf(2)).isEqualTo(Holders.NOT_KEPT);
        assertThat(holders.valueOf(4)).isEqualTo(3);
        assertThat(holders.valueOf(3)).isEqualTo(other);
    }

    @Test
    void thePartyWithTheFirstNumberIsAPartyLikeOthers() {
        Holders holders = of(ActorTable.UNKNOWN, ActorTable.UNKNOWN, 0);

        assertThat(holders.valueOf(1)).isEqualTo(ActorTable.UNKNOWN);
        assertThat(holders.valueOf(2)).isEqualTo(ActorTable.UNKNOWN);
        assertThat(holders.valueOf(3)).isZero();
    }

    @Test
    void whatSettledAtTheEndOfTheWindowIsForgotten() {
        Holders holders = of(0, 1);

        holders.succeed(3, 2, 30, 10, one -> one == 2);

        assertThat(holders.valueOf(1)).isEqualTo(Holders.NOT_KEPT);
        assertThat(holders.valueOf(2)).isEqualTo(1);
        assertThat(found(holders, 2, Latest.NONE, 19)).isEqualTo(2);
        assertThat(found(holders, 2, Latest.NONE, 20)).isEqualTo(Latest.NONE);
        assertThat(holders.isSpent(29)).isFalse();
        assertThat(holders.isSpent(30)).isTrue();
    }

    @Test
    void aCallThatSucceedsOrFailsLeavesTheOpenOnesAlone() {
        var holders = new Holders();
        holders.open(1, 5, 2);
        holders.open(2, 6, 1);
        holders.open(3, 7, 0);

        holders.succeed(1, 5, 10, 0, one -> one == 5);
        holders.leave(3);

        assertThat(holders.open()).containsExactly(new Holders.Open(2, 6, 1));
        assertThat(holders.valueOf(1)).isEqualTo(5);
        assertThat(holders.valueOf(3)).isEqualTo(Holders.NOT_KEPT);
    }

    @Test
    void whatSucceededIsForgottenWithTheKeyAndWhatIsOpenIsNot() {
        Holders holders = of(0, 1);
        holders.open(3, 2, 1);

        holders.forgetSucceeded();

        assertThat(found(holders, 9, Latest.NONE, Long.MIN_VALUE)).isEqualTo(Latest.NONE);
        assertThat(holders.isSpent(Long.MAX_VALUE)).isFalse();
        holders.leave(3);
        assertThat(holders.isSpent(Long.MIN_VALUE)).isTrue();
    }

    @Test
    void ofLinkedPartiesTheLaterCallIsKept() {
        Holders holders = of(0, 1, 2);

        holders.replace(2, 0);

        assertThat(holders.valueOf(1)).isEqualTo(Holders.NOT_KEPT);
        assertThat(holders.valueOf(2)).isEqualTo(1);
        assertThat(holders.valueOf(3)).isZero();
        holders.replace(9, 8);
        assertThat(holders.valueOf(2)).as("of others nothing changes").isEqualTo(1);
    }

    @Test
    void openAndSucceededCallsAreReadAsTheyWereWritten() throws IOException {
        Holders holders = of(0, 1);
        holders.open(3, 4, 2);
        holders.open(5, 6, 1);

        var again = new Holders();
        var in = new DataInputStream(new ByteArrayInputStream(bytes(holders)));
        again.read(in);

        assertThat(in.available()).isZero();
        assertThat(again.open()).containsExactly(new Holders.Open(3, 4, 2), new Holders.Open(5, 6, 1));
        assertThat(found(again, 1, Latest.NONE, 9)).isEqualTo(1);
        assertThat(found(again, 0, Latest.NONE, 9)).isEqualTo(2);
        assertThat(bytes(again)).isEqualTo(bytes(holders));
    }

    private static byte[] bytes(Holders holders) throws IOException {
        var bytes = new ByteArrayOutputStream();
        holders.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
