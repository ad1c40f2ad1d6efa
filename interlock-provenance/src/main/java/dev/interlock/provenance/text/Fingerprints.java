package dev.interlock.provenance.text;

import java.security.SecureRandom;

/**
 * Keyed 64-bit fingerprints of tokens. Without the key nobody can find two tokens with one fingerprint, or the token of a fingerprint.
 * Immutable; for any thread.
 *
 * <p>A fingerprint takes two steps, of which the first depends on the length of the token. A token becomes a word of 64 bits: a short
 * one is its word; the word of a longer one is a polynomial over its characters at a secret point, modulo a prime (Carter and Wegman,
 * 1979). Two tokens of {@code n} blocks have one word with a probability of at most {@code (n + 1) / 2^61}, whoever chose them. The
 * fingerprint is the SipHash-1-3 (Aumasson and Bernstein, 2012) of the word, so that nobody learns anything about the point.
 */
public final class Fingerprints {

    /** The most characters of a token that is its own word, and of a block. */
    static final int SHORT = 7;

    private static final int ASCII = 0x80;
    private static final int CHARACTERS_A_BLOCK = 3;
    /** The mark of the words of long tokens, which no short one has. */
    private static final long LONG = 1L << 63;

    private final long k0;
    private final long k1;
    private final long point;

    /**
     * Fingerprints under a key.
     *
     * @param k0 the first half of the key
     * @param k1 the second half of the key
     */
    public Fingerprints(long k0, long k1) {
        this.k0 = k0;
        this.k1 = k1;
        point = Mersenne61.reduced(ofWord(LONG) >>> 3);
    }

    /** Fingerprints under a key that nobody knows. */
    public static Fingerprints random(SecureRandom random) {
        return new Fingerprints(random.nextLong(), random.nextLong());
    }

    /** The fingerprint of a token that is written as it folds, such as a word of a lexicon. */
    public long of(String folded) {
        char[] characters = folded.toCharArray();
        return of(characters, characters.length);
    }

    long of(char[] characters, int length) {
        return ofWord(word(characters, length));
    }

    /** Replaces words by their fingerprints. */
    void ofWords(long[] words, int size) {
        for (int i = 0; i < size; i++) {
            words[i] = ofWord(words[i]);
        }
    }

    private long ofWord(long word) {
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L ^ word;
        for (int round = 0; round < 4; round++) {
            if (round == 1) {
                v0 ^= word;
                v2 ^= 0xff;
            }
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

    /** The word of a token. */
    long word(char[] characters, int length) {
        int all = 0;
        for (int i = 0; i < length; i++) {
            all |= characters[i];
        }
        if (all < ASCII && length <= SHORT) {
            return shortWord(block(characters, 0, length, Byte.SIZE), length);
        }
        int step = all < ASCII ? SHORT : CHARACTERS_A_BLOCK;
        int bits = all < ASCII ? Byte.SIZE : Character.SIZE;
        long sum = 0;
        for (int from = 0; from < length; from += step) {
            sum = next(sum, block(characters, from, Math.min(length, from + step), bits));
        }
        return longWord(sum, length, bits);
    }

    private static long block(char[] characters, int from, int to, int bits) {
        long block = 0;
        for (int i = to - 1; i >= from; i--) {
            block = block << bits | characters[i];
        }
        return block;
    }

    /**
     * The word of a token of at most {@value #SHORT} characters of ASCII.
     *
     * @param block the characters, the first in the lowest byte
     */
    static long shortWord(long block, int length) {
        return block | (long) length << 56;
    }

    /** The word of a longer token of ASCII that has two blocks. */
    long word(long first, long second, int length) {
        return longWord(next(next(0, first), second), length, Byte.SIZE);
    }

    private long longWord(long sum, int length, int bits) {
        return LONG | Mersenne61.reduced(next(sum, (long) length << Byte.SIZE | bits));
    }

    private long next(long sum, long block) {
        return Mersenne61.product(sum + block, point);
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
