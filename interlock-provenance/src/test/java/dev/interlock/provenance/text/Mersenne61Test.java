package dev.interlock.provenance.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Products modulo the prime are those of {@link BigInteger}. */
class Mersenne61Test {

    private static final BigInteger PRIME = BigInteger.TWO.pow(61).subtract(BigInteger.ONE);

    @Test
    void productsAreThoseOfLargeIntegers() {
        long[] edges = {0, 1, 2, (1L << 61) - 2, (1L << 61) - 1, 1L << 61, (1L << 62) - 1};
        var random = new Random(61);
        long[] numbers = LongStream.concat(LongStream.of(edges), random.longs(500, 0, 1L << 62))
                .toArray();
        for (long a : numbers) {
            for (long b : numbers) {
                long factor = b >>> 1;
                long product = Mersenne61.product(a, factor);
                assertThat(product).as("%d * %d", a, factor).isBetween(0L, (1L << 61) + 3);
                assertThat(BigInteger.valueOf(Mersenne61.reduced(product)))
                        .as("%d * %d", a, factor)
                        .isEqualTo(BigInteger.valueOf(a)
                                .multiply(BigInteger.valueOf(factor))
                                .mod(PRIME));
            }
        }
    }
}
