package dev.interlock.provenance.text;

import java.security.SecureRandom;

/**
 * Keyed 64-bit fingerprints of tokens: SipHash-1-3 (Aumasson and Bernstein, 2012) over the folded characters, four at a time.
 * Without the key nobody can find two tokens with one fingerprint, or the token of a fingerprint. Immutable; for any thread.
 *
 * @param k0 the first half of the key
 * @param k1 the second half of the key
 */
public record Fingerprints(long k0, long k1) {

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

    long of(char[] characters, int length) {
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;
        int words = length / CHARACTERS_A_WORD + 1;
        for (int word = 0; word < words; word++) {
            int from = word * CHARACTERS_A_WORD;
            long m = word == words - 1 ? (long) length << 48 : 0;
            for (int i = Math.min(from + CHARACTERS_A_WORD, length) - 1; i >= from; i--) {
                m ^= (long) characters[i] << 16 * (i - from);
            }
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
        v2 ^= 0xff;
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
