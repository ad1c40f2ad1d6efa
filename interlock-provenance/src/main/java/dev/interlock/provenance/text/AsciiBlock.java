package dev.interlock.provenance.text;

/**
 * Eight characters in a {@code long}, the first in its lowest byte, that are looked at together: one operation on the block works on
 * each of its bytes (SIMD within a register; Lamport, CACM 1975). A byte with its highest bit stands for a character beyond ASCII.
 */
final class AsciiBlock {

    private static final long EACH = 0x0101_0101_0101_0101L;
    private static final long HIGH = 0x8080_8080_8080_8080L;
    /** The bit of lower case is two below the highest one. */
    private static final int CASE_BIT = 'a' - 'A';

    private AsciiBlock() {}

    /** The number of letters and digits with which the block begins. */
    static int wordLength(long block) {
        long others = ~(letters(block) | digits(block)) & HIGH;
        return Long.numberOfTrailingZeros(others) >>> 3;
    }

    /** The first characters of the block with letters in lower case, and zero in place of the others. */
    static long folded(long block, int length) {
        return first(block | letters(block) >>> 2, length);
    }

    /** Returns whether the first character, a letter or digit, is a capital letter. */
    static boolean hasCapital(long block) {
        return (block & CASE_BIT) == 0;
    }

    /** Returns whether one of the first characters is a digit. */
    static boolean hasDigit(long block, int length) {
        return first(digits(block), length) != 0;
    }

    /** The first bytes of a block, of which there are fewer than eight. */
    private static long first(long block, int length) {
        return block & (1L << length * Byte.SIZE) - 1;
    }

    private static long letters(long block) {
        return between(block | CASE_BIT * EACH, 'a', 'z') & ~block;
    }

    private static long digits(long block) {
        return between(block, '0', '9') & ~block;
    }

    /** The highest bit of each byte whose lower seven bits are in a range. No byte overflows into the next one. */
    private static long between(long block, char first, char last) {
        long low = block & ~HIGH;
        return low + (0x80 - first) * EACH & ~(low + (0x7f - last) * EACH) & HIGH;
    }
}
