package dev.interlock.provenance.text;

import java.util.Arrays;

/**
 * The tokens of one text: runs of letters and digits, folded, as keyed fingerprints, with their places. A sentence ends at a
 * full stop, a question mark or an exclamation mark before a space, and at an empty line.
 *
 * <p>Scripts without spaces between words (Chinese, Japanese) give a token for each character. For one thread.
 */
public final class Tokens {

    /** A mark of a token: a quotation begins or goes on here. */
    public static final byte QUOTED = 1;
    /** A mark of a token: it begins with a capital letter. */
    public static final byte CAPITAL = 2;
    /** A mark of a token: it has a digit. */
    public static final byte DIGIT = 4;
    /** A mark of a token: it has at most {@value #SHORT_LENGTH} characters in the text. */
    public static final byte SHORT = 8;
    /** A mark of a token: it is the first one of a sentence. */
    public static final byte FIRST = 16;
    /** A mark of a token: punctuation or the end of a line stands between it and the token before. */
    public static final byte BROKEN = 32;
    /** A mark of a token: a colon, a comma, a bracket or the bullet of a list parts it from the token before. */
    public static final byte PAUSE = 64;

    /** The most characters of a token that has the mark {@link #SHORT}. */
    public static final int SHORT_LENGTH = 3;

    /** The number of characters in the text. */
    private final int characters;

    private long[] prints;
    private int[] starts;
    private byte[] marks;
    private int size;
    /** The most characters of base64 in a row in the text. */
    int longestRun;

    private Tokens(int characters) {
        this.characters = characters;
        int room = Math.max(8, characters / 5);
        prints = new long[room];
        starts = new int[room];
        marks = new byte[room];
    }

    /** Reads a text. */
    public static Tokens of(String text, Fingerprints fingerprints) {
        var tokens = new Tokens(text.length());
        new TokenReader(text, fingerprints, tokens).read();
        return tokens;
    }

    /** Adds a token by its {@linkplain Fingerprints#word word}, which {@link #hash} replaces by the fingerprint. */
    void add(long word, int start, byte mark) {
        if (size == prints.length) {
            grow(start);
        }
        prints[size] = word;
        starts[size] = start;
        marks[size] = mark;
        size++;
    }

    /** Makes room for the rest of the text, if it has as many tokens as the part up to an index. */
    private void grow(int read) {
        long expected = (characters - read) * (long) size / Math.max(1, read);
        int room = size + Math.max(size >> 1, (int) expected + 8);
        prints = Arrays.copyOf(prints, room);
        starts = Arrays.copyOf(starts, room);
        marks = Arrays.copyOf(marks, room);
    }

    void hash(Fingerprints fingerprints) {
        fingerprints.ofWords(prints, size);
    }

    /** The fingerprints of all tokens. */
    public long[] fingerprints() {
        return Arrays.copyOf(prints, size);
    }

    /** The indexes at which the tokens start. */
    public int[] starts() {
        return Arrays.copyOf(starts, size);
    }

    public int size() {
        return size;
    }

    public long fingerprint(int token) {
        return prints[token];
    }

    /** The index of the first character of a token. */
    public int start(int token) {
        return starts[token];
    }

    public boolean is(int token, byte mark) {
        return (marks[token] & mark) != 0;
    }
}
