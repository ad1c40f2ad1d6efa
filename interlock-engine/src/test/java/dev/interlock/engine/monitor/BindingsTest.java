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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Chains and crowds against a list of all there was. */
class BindingsTest {

    private static final int ENTRIES = 3;
    private static final long WINDOW = 400;
    private static final long[] WINDOWS = {WINDOW, Long.MAX_VALUE, 40};
    private static final int[] COLUMNS = {0, 1, 2};

    private record Bound(int rule, int key, int actor, int entry, long call, long time) {}

    private final ActorTable actors = new ActorTable(List.of("owner"));
    private final Bindings bindings = new Bindings(actors, WINDOWS);
    private final List<Bound> all = new ArrayList<>();

    private int actor(Random random, int many) {
        return actors.intern(Actor.of(Map.of(
                "runtime", value(random, many), "agent", value(random, many), "owner", value(random, 1 + many / 3))));
    }

    private static AttributeValue value(Random random, int many) {
        return switch (random.nextInt(12)) {
            case 0 -> AttributeValue.unknown();
            case 1 -> AttributeValue.notApplicable();
            case 2 -> AttributeValue.known(List.of("v" + random.nextInt(many), "v" + random.nextInt(many)));
            default -> AttributeValue.known("v" + random.nextInt(many));
        };
    }

    private void add(Bound bound) {
        bindings.add(bound.rule, bound.key, bound.actor, bound.entry, bound.call, bound.time);
        all.add(bound);
    }

    private void forget(int rule, int key) {
        bindings.forget(rule, key);
        all.removeIf(bound -> bound.rule == rule && bound.key == key);
    }

    private long expected(int rule, int key, int column, int value, int entry, long now) {
        for (Bound bound : all.reversed()) {
            if (bound.rule == rule
                    && bound.key == key
                    && bound.entry == entry
                    && bound.time > bindings.expired(rule, now)
                    && !actors.surelyDiffer(value, actors.row(bound.actor)[column])) {
                return bound.call;
            }
        }
        return -1;
    }

    private static long latest(Bindings asked, int rule, int key, int column, int value, int entry, long now) {
        var latest = new Latest();
        asked.latest(rule, key, column, value, entry, now, latest);
        return latest.call();
    }

    private void assertSame(Bindings asked, int rule, int key, int[] row, long now) {
        long[] covered = new long[COLUMNS.length];
        asked.cover(rule, key, row, COLUMNS, ENTRIES, now, covered);
        for (int column : COLUMNS) {
            for (int entry = 0; entry < ENTRIES; entry++) {
                long call = expected(rule, key, column, row[column], entry, now);
                assertThat(latest(asked, rule, key, column, row[column], entry, now))
                        .as("rule %d key %d column %d entry %d at %d", rule, key, column, entry, now)
                        .isEqualTo(call);
                assertThat((covered[column] & 1L << entry) != 0).isEqualTo(call >= 0);
            }
        }
    }

    @Test
    void agreeWithAllHistoryWhetherFewOrManyParties() {
        var random = new Random(7);
        long now = 0;
        for (int call = 1; call < 6_000; call++) {
            // Quiet times let windows pass; one key is hot, the others are used by few.
            now += random.nextInt(300) == 0 ? WINDOW : random.nextInt(3);
            int key = random.nextInt(2) == 0 ? 0 : 1 + random.nextInt(12);
            int actor = actor(random, key == 0 ? 60 : 4);
            add(new Bound(random.nextInt(WINDOWS.length), key, actor, random.nextInt(ENTRIES), call, now));
            if (random.nextInt(40) == 0) {
                forget(random.nextInt(WINDOWS.length), random.nextInt(13));
            }
            int[] row = random.nextInt(10) == 0
                    ? new int[] {ActorTable.FRESH, ActorTable.FRESH, ActorTable.FRESH}
                    : actors.row(actor(random, 60));
            assertSame(bindings, random.nextInt(WINDOWS.length), random.nextInt(13), row, now + random.nextInt(30));
        }
    }

    @Test
    void linkedValuesAreOneWhetherFewOrManyParties() {
        var random = new Random(9);
        long now = 0;
        for (int call = 1; call < 6_000; call++) {
            now += random.nextInt(3);
            int key = random.nextInt(2) == 0 ? 0 : 1 + random.nextInt(6);
            int actor = actor(random, key == 0 ? 60 : 6);
            add(new Bound(random.nextInt(WINDOWS.length), key, actor, random.nextInt(ENTRIES), call, now));
            if (call % 150 == 0) {
                String attribute = actors.attribute(random.nextInt(3));
                actors.merge(attribute, "v" + random.nextInt(60), "v" + random.nextInt(70))
                        .ifPresent(bindings::merge);
            }
            int[] row = actors.row(actor(random, 60));
            int rule = random.nextInt(WINDOWS.length);
            int asked = random.nextInt(7);
            assertSame(bindings, rule, asked, row, now);
            for (int column : COLUMNS) {
                assertSameValues(rule, asked, column, now);
            }
        }
    }

    private void assertSameValues(int rule, int key, int column, long now) {
        var expected = new TreeSet<Integer>();
        var latest = new Latest();
        for (Bound bound : all) {
            if (bound.rule == rule && bound.key == key && bound.time > bindings.expired(rule, now)) {
                int value = actors.row(bound.actor)[column];
                if (value != ActorTable.NOT_APPLICABLE) {
                    for (int one : actors.members(value)) {
                        expected.add(one);
                    }
                }
            }
        }
        var found = new TreeSet<Integer>();
        bindings.values(rule, key, column, now, found);
        assertThat(found).isEqualTo(expected);
        for (int value : expected) {
            bindings.latest(rule, key, column, value, 0, now, latest);
        }
        var keys = new TreeSet<Integer>();
        bindings.keys(rule, keys);
        if (!expected.isEmpty()) {
            assertThat(keys).contains(key);
        }
        assertThat(latest.call() >= 0)
                .isEqualTo(expected.stream().anyMatch(value -> expected(rule, key, column, value, 0, now) >= 0));
    }

    @Test
    void readBackTheyGoOnAsBefore() throws IOException {
        var random = new Random(8);
        long now = 0;
        for (int call = 1; call < 2_000; call++) {
            now += random.nextInt(3);
            add(new Bound(random.nextInt(3), random.nextInt(4), actor(random, 40), random.nextInt(ENTRIES), call, now));
        }
        var read = new Bindings(actors, WINDOWS);
        read.read(new DataInputStream(new ByteArrayInputStream(bytes(bindings))));
        for (int call = 2_000; call < 4_000; call++) {
            now += random.nextInt(3);
            var bound = new Bound(
                    random.nextInt(3), random.nextInt(4), actor(random, 40), random.nextInt(ENTRIES), call, now);
            add(bound);
            read.add(bound.rule, bound.key, bound.actor, bound.entry, bound.call, bound.time);
        }
        assertThat(bytes(read)).isEqualTo(bytes(bindings));
        assertSame(read, 1, 0, actors.row(0), now);
    }

    @Test
    void whatIsNeverAskedForAgainIsSweptAway() throws IOException {
        int someone = actors.intern(Actor.of(Map.of("agent", AttributeValue.known("a"))));
        for (int key = 0; key < 10_000; key++) {
            bindings.add(0, key, someone, 0, key, key / 10);
        }
        for (int party = 0; party < 100; party++) {
            int actor = actors.intern(Actor.of(Map.of("agent", AttributeValue.known("p" + party))));
            bindings.add(0, 20_000, actor, 0, party, 1_000);
        }
        int full = bytes(bindings).length;
        // Only the last of these are live; there is room for all others where the expired ones lay.
        for (int call = 0; call < 100_000; call++) {
            bindings.add(0, 30_000 + call, someone, 0, call, 10_000 + call / 10);
        }
        assertThat(bytes(bindings).length).isLessThan(2 * full);
        assertThat(latest(bindings, 0, 20_000, 1, 0, 0, 1_001)).isEqualTo(Latest.NONE);
    }

    private static byte[] bytes(Bindings bindings) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bindings.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
