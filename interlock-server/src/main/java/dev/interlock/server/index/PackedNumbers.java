package dev.interlock.server.index;

import java.util.Arrays;

/** Ascending numbers in few bytes: the differences between each and the one before, seven bits to a byte. The first is kept beside them. */
final class PackedNumbers {

    private static final int BITS = 7;
    private static final int MORE = 1 << BITS;
    private static final int MOST_BYTES = 10;

    private PackedNumbers() {}

    /** Packs the numbers after the one in this place, up to before another place. */
    static byte[] after(int first, int end, Postings.Numbers numbers) {
        byte[] packed = new byte[Math.max(0, end - first - 1) * MOST_BYTES];
        int length = 0;
        for (int place = first + 1; place < end; place++) {
            long step = numbers.get(place) - numbers.get(place - 1);
            while (step >= MORE) {
                packed[length++] = (byte) (step | MORE);
                step >>>= BITS;
            }
            packed[length++] = (byte) step;
        }
        return Arrays.copyOf(packed, length);
    }

    /** Returns the first number and those that were packed after it. */
    static long[] numbers(long first, byte[] packed) {
        long[] numbers = new long[packed.length + 1];
        numbers[0] = first;
        int count = 1;
        long step = 0;
        int shift = 0;
        for (byte part : packed) {
            step |= (long) (part & (MORE - 1)) << shift;
            shift += BITS;
            if (part >= 0) {
                numbers[count] = numbers[count - 1] + step;
                count++;
                step = 0;
                shift = 0;
            }
        }
        return Arrays.copyOf(numbers, count);
    }
}
