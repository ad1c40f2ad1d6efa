package dev.interlock.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.Key;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A party that chooses keys does not choose where they are put, and where they are put shows nowhere. */
class SeededTablesTest {
    private static final KeyHash ONE = new KeyHash(1, 2);
    private static final KeyHash OTHER = new KeyHash(3, 4);

    /** Texts that {@code String.hashCode} holds for one: `Aa` and `BB` in every order. */
    private static List<String> colliding(int pairs) {
        return IntStream.range(0, 1 << pairs)
                .mapToObj(bits -> {
                    var text = new StringBuilder();
                    for (int i = 0; i < pairs; i++) {
                        text.append((bits >> i & 1) == 0 ? "Aa" : "BB");
                    }
                    return text.toString();
                })
                .toList();
    }

    private static int hashes(KeyHash hash, List<String> values) {
        Set<Integer> hashes = new HashSet<>();
        values.forEach(value -> hashes.add(hash.of(0, value)));
        return hashes.size();
    }

    @Test
    void textsOfOneHashCodeDoNotShareAPlace() {
        List<String> values = colliding(14);
        assertThat(values.stream().map(String::hashCode).distinct()).hasSize(1);
        assertThat(hashes(ONE, values)).isGreaterThan(values.size() - 20);
        assertThat(hashes(KeyHash.OF_PROCESS, values)).isGreaterThan(values.size() - 20);
    }

    /** Keys that collide under one seed, which somebody found out, do not under another. */
    @Test
    void whatWasFoundForOneSeedIsOfNoUse() {
        List<String> found = new ArrayList<>();
        for (int i = 0; found.size() < 200; i++) {
            if ((ONE.of(0, "k" + i) & 0xFFF) == 0) {
                found.add("k" + i);
            }
        }
        assertThat(found.stream().filter(value -> (OTHER.of(0, value) & 0xFFF) == 0))
                .hasSizeLessThan(5);
    }

    @Test
    void everyBitOfAKeyCounts() {
        var random = new Random(5);
        for (int round = 0; round < 2_000; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                text.append((char) random.nextInt(0xD800));
            }
            int kind = random.nextInt(100);
            int hash = ONE.of(kind, text.toString());
            assertThat(hash).isNotEqualTo(ONE.of(kind + 1, text.toString()));
            assertThat(hash).isNotEqualTo(ONE.of(kind, text + "\0"));
            int at = random.nextInt(text.length());
            text.setCharAt(at, (char) (text.charAt(at) ^ 1 << random.nextInt(16)));
            assertThat(hash).isNotEqualTo(ONE.of(kind, text.toString()));
        }
    }

    private static byte[] filled(KeyHash hash, List<String> values) throws IOException {
        var table = new KeyTable(hash);
        for (String value : values) {
            int id = table.intern(new Key("vendor", value));
            table.touch(id, value.length());
            table.relate(id, 0);
        }
        var bytes = new ByteArrayOutputStream();
        table.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    @Test
    void aSnapshotIsTheSameUnderAnySeedAndReadUnderAnyOther() throws IOException {
        List<String> values = new ArrayList<>(colliding(8));
        Collections.shuffle(values, new Random(1));
        byte[] written = filled(ONE, values);
        assertThat(filled(OTHER, values)).isEqualTo(written);
        assertThat(filled(KeyHash.OF_PROCESS, values)).isEqualTo(written);
        var read = new KeyTable(OTHER);
        read.read(new DataInputStream(new ByteArrayInputStream(written)));
        for (int i = 0; i < values.size(); i++) {
            assertThat(read.find(new Key("vendor", values.get(i)))).isEqualTo(i);
        }
    }

    @Test
    void theSeedIsNotShown() {
        assertThat(new KeyHash(123_456_789L, 987_654_321L).toString()).doesNotContain("123456789", "987654321");
    }
}
