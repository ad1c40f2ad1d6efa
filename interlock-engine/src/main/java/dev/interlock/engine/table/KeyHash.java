package dev.interlock.engine.table;

import java.security.SecureRandom;

/**
 * The hash of a key under a seed: SipHash-1-3, by Aumasson and Bernstein. Callers choose the values of keys, which stay for good.
 * Under a hash that they can compute, they could choose values that share a place, and make every look-up, of everybody, as slow as
 * there are such values.
 *
 * <p>INVARIANT: nothing that is decided, recorded or kept depends on a hash, so that a fold under one seed is the fold under any other.
 * The seed of the process is therefore the only randomness in the engine that is no parameter.
 */
record KeyHash(long first, long second) {

    static final KeyHash OF_PROCESS = random();

    private static final int CHARS_OF_BLOCK = Long.SIZE / Character.SIZE;
    private static final int CHARS_OF_KIND = Integer.SIZE / Character.SIZE;
    private static final int LAST_ROUNDS = 3;

    private static KeyHash random() {
        var random = new SecureRandom();
        return new KeyHash(random.nextLong(), random.nextLong());
    }

    int of(int kind, String value) {
        long v0 = first ^ 0x736f6d6570736575L;
        long v1 = second ^ 0x646f72616e646f6dL;
        long v2 = first ^ 0x6c7967656e657261L;
        long v3 = second ^ 0x7465646279746573L;
        int blocks = (CHARS_OF_KIND + value.length() + CHARS_OF_BLOCK - 1) / CHARS_OF_BLOCK;
        for (int i = 0; i <= blocks + LAST_ROUNDS; i++) {
            long block = i < blocks ? block(kind, value, i) : i == blocks ? value.length() : 0;
            if (i == blocks + 1) {
                v2 ^= 0xff;
            }
            v3 ^= block;
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
            v0 ^= block;
        }
        return Long.hashCode(v0 ^ v1 ^ v2 ^ v3);
    }

    /** The kind, and behind it the characters of the value, as many at a time as a long holds. */
    private static long block(int kind, String value, int number) {
        int from = CHARS_OF_BLOCK * number - CHARS_OF_KIND;
        int to = Math.min(from + CHARS_OF_BLOCK, value.length());
        long block = from < 0 ? Integer.toUnsignedLong(kind) : 0;
        for (int i = Math.max(from, 0); i < to; i++) {
            block |= (long) value.charAt(i) << Character.SIZE * (i - from);
        }
        return block;
    }

    /** Hides the seed, as callers who knew it could choose keys that share a place. */
    @Override
    public String toString() {
        return "KeyHash";
    }
}
