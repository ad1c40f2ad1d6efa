package dev.interlock.server.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Numbers come out of a row as they went in, whatever lies between them. */
class PackedNumbersTest {

    private static Postings.Numbers numbers(long... numbers) {
        var postings = new Postings();
        for (long number : numbers) {
            postings.add(number, Set.of(Term.rule("A")));
        }
        return postings.byTerm().get(Term.rule("A"));
    }

    @Test
    void numbersOfAnyDistanceComeBack() {
        var random = new Random(5);
        for (int round = 0; round < 200; round++) {
            long[] given = LongStream.generate(() -> random.nextLong(1L << (1 + random.nextInt(55))))
                    .limit(1 + random.nextInt(20))
                    .sorted()
                    .distinct()
                    .toArray();
            byte[] packed = PackedNumbers.after(0, given.length, numbers(given));
            assertThat(PackedNumbers.numbers(given[0], packed)).isEqualTo(given);
        }
    }

    @Test
    void aPartOfTheNumbersIsPackedByItself() {
        Postings.Numbers numbers = numbers(3, 4, 132, 260, 1_000_000);
        var parts = new ArrayList<Long>();
        for (int first : List.of(0, 2, 4)) {
            byte[] packed = PackedNumbers.after(first, Math.min(5, first + 2), numbers);
            LongStream.of(PackedNumbers.numbers(numbers.get(first), packed)).forEach(parts::add);
        }
        assertThat(parts).containsExactly(3L, 4L, 132L, 260L, 1_000_000L);
    }

    @Test
    void neighboursTakeOneByteEach() {
        assertThat(PackedNumbers.after(0, 3, numbers(7, 8, 135))).hasSize(2);
        assertThat(PackedNumbers.after(0, 1, numbers(7))).isEmpty();
    }
}
