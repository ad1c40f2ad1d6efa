package dev.interlock.provenance.text;

/** Numbers modulo the prime {@code 2^61 - 1}, which takes no division. */
final class Mersenne61 {

    private static final int BITS = 61;
    private static final long PRIME = (1L << BITS) - 1;

    private Mersenne61() {}

    /**
     * A number with the remainder of the product of two, less than {@code 2^61 + 4}.
     *
     * @param a at least 0, less than 2^62
     * @param b at least 0, less than 2^61
     */
    static long product(long a, long b) {
        long low = a * b;
        long high = Math.multiplyHigh(a, b) << Long.SIZE - BITS | low >>> BITS;
        long sum = (low & PRIME) + high;
        return (sum & PRIME) + (sum >>> BITS);
    }

    /** The remainder of a number that is at least 0 and less than 2^62. */
    static long reduced(long number) {
        return number >= PRIME ? number - PRIME : number;
    }
}
