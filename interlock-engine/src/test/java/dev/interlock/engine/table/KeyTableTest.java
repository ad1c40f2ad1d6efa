package dev.interlock.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.Key;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyTableTest {

    private final KeyTable table = new KeyTable();

    @Test
    void numbersInTheOrderOfFirstAppearance() {
        var random = new Random(1);
        Map<Key, Integer> expected = new HashMap<>();
        for (int step = 0; step < 20_000; step++) {
            var key = new Key("kind" + random.nextInt(3), "v" + random.nextInt(3_000));
            assertThat(table.find(key)).isEqualTo(expected.getOrDefault(key, KeyTable.ABSENT));
            expected.putIfAbsent(key, expected.size());
            assertThat(table.intern(key)).isEqualTo(expected.get(key));
        }
        assertThat(table.size()).isEqualTo(expected.size());
        expected.forEach((key, id) -> {
            assertThat(table.key(id)).isEqualTo(key);
            assertThat(table.kind(id)).isEqualTo(table.kindOf(key.kind()));
        });
    }

    @Test
    void sameValueOfAnotherKindIsAnotherKey() {
        int vendor = table.intern(new Key("vendor", "42"));
        assertThat(table.find(new Key("invoice", "42"))).isEqualTo(KeyTable.ABSENT);
        assertThat(table.intern(new Key("invoice", "42"))).isNotEqualTo(vendor);
    }

    @Test
    void keepsTextsOfEqualHashApart() {
        int one = table.intern(new Key("k", "Aa"));
        int other = table.intern(new Key("k", "BB"));
        assertThat("Aa").hasSameHashCodeAs("BB");
        assertThat(other).isNotEqualTo(one);
        assertThat(table.find(new Key("k", "Aa"))).isEqualTo(one);
        assertThat(table.find(new Key("k", "BB"))).isEqualTo(other);
    }

    @Test
    void keepsForeignAndLongTexts() {
        for (String text : new String[] {"größe", "\uD83D\uDE00", "a/b/c", "x".repeat(10_000)}) {
            var key = new Key("k", text);
            assertThat(table.key(table.intern(key))).isEqualTo(key);
            assertThat(table.find(key)).isEqualTo(table.intern(key));
        }
    }

    @Test
    void aKindNobodyNamedIsAbsent() {
        assertThat(table.kindOf("vendor")).isEqualTo(KeyTable.ABSENT);
        int kind = table.internKind("vendor");
        assertThat(table.internKind("vendor")).isEqualTo(kind).isEqualTo(table.kindOf("vendor"));
        assertThat(table.find(new Key("vendor", "1"))).isEqualTo(KeyTable.ABSENT);
    }

    @Test
    void establishesOnceAndReadsBack() throws IOException {
        int payment = table.intern(new Key("payment", "9"));
        int vendor = table.intern(new Key("vendor", "42"));
        assertThat(table.establishedAt(vendor)).isEqualTo(KeyTable.NEVER);
        table.establish(vendor, 7);
        table.establish(vendor, 8);
        table.touch(vendor, 9);
        table.relate(payment, vendor);
        table.relate(payment, vendor);

        var bytes = new ByteArrayOutputStream();
        table.write(new DataOutputStream(bytes));
        var read = new KeyTable();
        read.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

        assertThat(read.establishedAt(vendor)).isEqualTo(7);
        assertThat(read.version(vendor)).isEqualTo(9);
        assertThat(read.relations(payment)).containsExactly(vendor);
        assertThat(read.relations(vendor)).isEmpty();
        assertThat(read.find(new Key("payment", "9"))).isEqualTo(payment);
    }
}
