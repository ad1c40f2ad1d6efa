package dev.interlock.provenance.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import org.junit.jupiter.api.Test;

/** Fingerprints depend on the key, on every character and on the length. */
class FingerprintsTest {

    @Test
    void theyDependOnBothHalvesOfTheKey() {
        assertThat(new Fingerprints(1, 2).of("word")).isEqualTo(new Fingerprints(1, 2).of("word"));
        assertThat(new Fingerprints(1, 2).of("word")).isNotEqualTo(new Fingerprints(1, 3).of("word"));
        assertThat(new Fingerprints(1, 2).of("word")).isNotEqualTo(new Fingerprints(3, 2).of("word"));
    }

    @Test
    void wordsOfAllLengthsDiffer() {
        var key = new Fingerprints(5, 6);
        var all = new HashSet<Long>();
        int n = 0;
        for (int length = 0; length < 40; length++) {
            for (int at = 0; at < length; at++) {
                var word = new StringBuilder("a".repeat(length));
                word.setCharAt(at, 'b');
                all.add(key.of(word.toString()));
                n++;
            }
            all.add(key.of("a".repeat(length)));
            n++;
        }
        assertThat(all).hasSize(n);
    }

    @Test
    void valuesDependOnTheOrderAndNumberOfTokens() {
        assertThat(Fingerprints.together(new long[] {1, 2})).isNotEqualTo(Fingerprints.together(new long[] {2, 1}));
        assertThat(Fingerprints.together(new long[] {0})).isNotEqualTo(Fingerprints.together(new long[] {0, 0}));
    }
}
