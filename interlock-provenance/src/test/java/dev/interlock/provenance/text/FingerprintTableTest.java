package dev.interlock.provenance.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FingerprintTableTest {

    private static final int BATCH = 100;

    private final Fingerprints fingerprints = new Fingerprints(1, 2);

    /** Fingerprints with one slot and one tag differ only in their middle bits. */
    @Test
    void tellsApartWhatHasOneSlotAndOneTag() {
        var table = new FingerprintTable();
        for (int i = 0; i < 10; i++) {
            assertThat(table.add((long) i << 24)).isEqualTo(i);
        }
        for (int i = 0; i < 10; i++) {
            assertThat(table.find((long) i << 24)).isEqualTo(i);
        }
        assertThat(table.find(10L << 24)).isEqualTo(FingerprintTable.NONE);
    }

    @Test
    void anEmptyTableHasNoFingerprintThatIsZero() {
        assertThat(new FingerprintTable().find(0)).isEqualTo(FingerprintTable.NONE);
    }

    /** With many tokens some share a slot and a tag, and most batches have a token twice. */
    @Test
    void numbersManyTokensAsItNumbersEach() {
        var random = new Random(7);
        String text = random.ints(300_000, 0, 200_000)
                .mapToObj(word -> random.nextBoolean() ? "word" + word : "common" + word % 50)
                .collect(Collectors.joining(" "));
        Tokens tokens = Tokens.of(text, fingerprints);
        var table = new FingerprintTable();
        Map<Long, Integer> numbers = new HashMap<>();
        int[] found = new int[BATCH];
        for (int from = 0; from < tokens.size(); from += BATCH) {
            int to = Math.min(tokens.size(), from + BATCH);
            table.add(tokens, from, to, found);
            for (int i = from; i < to; i++) {
                numbers.putIfAbsent(tokens.fingerprint(i), numbers.size());
                assertThat(found[i - from]).isEqualTo(numbers.get(tokens.fingerprint(i)));
            }
        }
        assertThat(table.size()).isEqualTo(numbers.size());
        numbers.forEach((token, number) -> assertThat(table.find(token)).isEqualTo(number));
    }
}
