package dev.interlock.provenance.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.provenance.text.Fingerprints;
import dev.interlock.provenance.text.Tokens;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The index finds what a naive search finds, as far as it keeps places, and says where it does not. */
class TokenIndexTest {

    private static final Fingerprints KEY = new Fingerprints(3, 4);

    private static Tokens tokens(String text) {
        return Tokens.of(text, KEY);
    }

    private static List<Integer> positions(Places places) {
        List<Integer> all = new ArrayList<>();
        for (int position : places.positions()) {
            all.add(position);
        }
        return all;
    }

    @Test
    void itFindsWhatANaiveSearchFinds() {
        for (int seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            var index = new TokenIndex(100_000);
            List<String> all = new ArrayList<>();
            int words = 1 + random.nextInt(40);
            for (int text = 0; text < 1 + random.nextInt(8); text++) {
                List<String> one = words(random, random.nextInt(60), words);
                assertThat(index.add(tokens(String.join(" ", one)))).isEqualTo(all.size());
                all.addAll(one);
                all.add("");
            }
            for (int query = 0; query < 20; query++) {
                List<String> wanted = words(random, 1 + random.nextInt(4), words + 1);
                Places places = index.find(tokens(String.join(" ", wanted)).fingerprints());
                List<Integer> expected = naive(all, wanted);
                boolean capped =
                        wanted.stream().allMatch(word -> Collections.frequency(all, word) > TokenIndex.POSTINGS);
                assertThat(places.unknown()).isEqualTo(capped);
                if (capped) {
                    assertThat(expected).containsAll(positions(places));
                } else {
                    assertThat(positions(places)).as("seed %d %s", seed, wanted).isEqualTo(expected);
                }
                assertThat(places.isNone()).isEqualTo(expected.isEmpty() && !capped);
            }
        }
    }

    private static List<String> words(Random random, int n, int different) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            all.add("w" + random.nextInt(different));
        }
        return all;
    }

    /** Newest first. */
    private static List<Integer> naive(List<String> all, List<String> wanted) {
        List<Integer> found = new ArrayList<>();
        for (int at = all.size() - wanted.size(); at >= 0; at--) {
            if (all.subList(at, at + wanted.size()).equals(wanted)) {
                found.add(at);
            }
        }
        return found;
    }

    @Test
    void nothingStandsAcrossTwoTexts() {
        var index = new TokenIndex(100);
        index.add(tokens("pay eve"));
        index.add(tokens("now"));
        assertThat(index.find(tokens("eve now").fingerprints()).isNone()).isTrue();
        assertThat(index.find(tokens("pay eve").fingerprints()).positions()).containsExactly(0);
        assertThat(index.find(tokens("now").fingerprints()).positions()).containsExactly(3);
    }

    @Test
    void theFirstPlacesOfACommonTokenAreKept() {
        var index = new TokenIndex(1_000);
        index.add(tokens("a ".repeat(TokenIndex.POSTINGS)));
        assertThat(index.find(tokens("a").fingerprints()).unknown()).isFalse();
        index.add(tokens("a b"));
        Places common = index.find(tokens("a").fingerprints());
        assertThat(common.unknown()).isTrue();
        assertThat(common.positions()).hasSize(TokenIndex.POSTINGS).contains(0);
        assertThat(index.find(tokens("a b").fingerprints()).positions()).containsExactly(TokenIndex.POSTINGS + 1);
        assertThat(index.find(tokens("a b").fingerprints()).unknown()).isFalse();
    }

    @Test
    void nothingIsKnownToBeAbsentFromAFullIndex() {
        var index = new TokenIndex(5);
        index.add(tokens("a b"));
        assertThat(index.full()).isFalse();
        index.add(tokens("c d"));
        assertThat(index.full()).isTrue();
        assertThat(index.size()).isEqualTo(3);
        assertThat(index.find(tokens("c").fingerprints())).isEqualTo(Places.UNKNOWN);
        assertThat(index.find(new long[0])).isEqualTo(Places.UNKNOWN);
        assertThat(index.find(tokens("a").fingerprints()).isKnown()).isTrue();
        assertThat(index.find(tokens("a").fingerprints()).unknown()).isTrue();
        index.add(tokens("e"));
        assertThat(index.size()).as("a full index takes nothing in").isEqualTo(3);
    }

    @Test
    void anEmptyIndexHasNothing() {
        var index = new TokenIndex(5);
        assertThat(index.find(tokens("a").fingerprints()).isNone()).isTrue();
        assertThat(index.find(new long[0]).isNone()).isTrue();
    }

    @Test
    void manyTokensAreKept() {
        var index = new TokenIndex(1_000_000);
        for (int i = 0; i < 100_000; i++) {
            index.add(tokens("t" + i));
        }
        for (int i = 0; i < 100_000; i += 997) {
            assertThat(index.find(tokens("t" + i).fingerprints()).positions()).containsExactly(2 * i);
        }
    }
}
