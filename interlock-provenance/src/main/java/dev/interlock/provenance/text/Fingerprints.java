package dev.interlock.provenance.text;

import java.security.SecureRandom;

/**
 * Keyed 64-bit fingerprints of tokens: SipHash-1-3 (Aumasson and Bernstein, 2012) over the folded characters.
 * Without the key nobody can find two tokens with one fingerprint, or the token of a fingerprint. Immutable; for any thread.
 *
 * @param k0 the first half of the key
 * @param k1 the second half of the key
 */
public record Fingerprints(long k0, long k1) {

    /** The most characters of a token that is hashed as one word. */
    static final int SHORT = 7;

    private static final int ASCII = 0x80;
    private static final int CHARACTERS_A_WORD = 4;

    /** Fingerprints under a key that nobody knows. */
    public static Fingerprints random(SecureRandom random) {
        return new Fingerprints(random.nextLong(), random.nextLong());
    }

    /** The fingerprint of a token that is written as it folds, such as a word of a lexicon. */
    public long of(String folded) {
        char[] characters = folded.toCharArray();
        return of(characters, characters.length);
    }

    /** The fingerprint of a token. A short one of ASCII is hashed as {@link #ofShort} does, every other one four characters at a time. */
    long of(char[] characters, int length) {
        if (length <= SHORT) {
            long bytes = 0;
            int all = 0;
            for (int i = length - 1; i >= 0; i--) {
                all |= characters[i];
                bytes = bytes << Byte.SIZE | characters[i];
            }
            if (all < ASCII) {
                return ofShort(bytes, length);
            }
        }
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;
        for (int from = 0; from <= length; from += CHARACTERS_A_WORD) {
            long m = word(characters, from, length);
            v3 ^= m;
            v0 += v1;
            v2 += v3;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v1;
            v0 += v3;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 = Long.rotateLeft(v2, 32);
            v0 ^= m;
        }
        return finish(v0, v1, v2, v3);
    }

    /** Four characters; the last word has the length in place of the fourth, which is less than 2^15. */
    private static long word(char[] characters, int from, int length) {
        int left = length - from;
        if (left >= CHARACTERS_A_WORD) {
            return characters[from]
                    | (long) characters[from + 1] << 16
                    | (long) characters[from + 2] << 32
                    | (long) characters[from + 3] << 48;
        }
        return (long) length << 48
                | (left > 0 ? characters[from] : 0)
                | (left > 1 ? (long) characters[from + 1] << 16 : 0)
                | (left > 2 ? (long) characters[from + 2] << 32 : 0);
    }

    /**
     * The fingerprint of a token of at most {@value #SHORT} characters of ASCII, as most are: one word, which no longer token ends with.
     *
     * @param bytes the characters, the first in the lowest byte
     */
    long ofShort(long bytes, int length) {
        long m = bytes | (long) (0x80 | length) << 56;
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L ^ m;
        v0 += v1;
        v2 += v3;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 = Long.rotateLeft(v2, 32);
        return finish(v0 ^ m, v1, v2, v3);
    }

    private static long finish(long w0, long w1, long w2, long w3) {
        long v0 = w0;
        long v1 = w1;
        long v2 = w2 ^ 0xff;
        long v3 = w3;
        for (int round = 0; round < 3; round++) {
            v0 += v1;
            v2 += v3;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v1;
            v0 += v3;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 = Long.rotateLeft(v2, 32);
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    /** The fingerprint of a whole value: of its tokens in their order. */
    public static long together(long[] tokens) {
        long all = tokens.length;
        for (long token : tokens) {
            all = (Long.rotateLeft(all, 27) ^ token) * 0x9e3779b97f4a7c15L;
        }
        return all;
    }
}
