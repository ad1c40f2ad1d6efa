package dev.interlock.provenance.text;

import java.util.Arrays;

/**
 * The tokens of one text: runs of letters and digits, folded, as keyed fingerprints, with their places. A sentence ends at a
 * full stop, a question mark or an exclamation mark before a space, and at an empty line.
 *
 * <p>Scripts without spaces between words (Chinese, Japanese) give a token for each character. For one thread.
 */
public final class Tokens {

    private long[] prints;
    private int[] starts;
    private int[] ends;
    private int[] sentences;
    private byte[] marks;
    private int size;
    /** The most characters of base64 in a row in the text. */
    int longestRun;

    /** A mark of a token: a quotation begins or goes on here. */
    public static final byte QUOTED = 1;
    /** A mark of a token: it begins with a capital letter. */
    public static final byte CAPITAL = 2;
    /** A mark of a token: it has a digit. */
    public static final byte DIGIT = 4;
    /** A mark of a token: what stands between it and the token before holds it together with that: no space. */
    public static final byte JOINED = 8;
    /** A mark of a token: an {@code @} stands right before it. */
    public static final byte AT = 16;

    /** A mark of a token: punctuation or the end of a line stands between it and the token before. */
    public static final byte BROKEN = 32;

    private Tokens(int room) {
        prints = new long[room];
        starts = new int[room];
        ends = new int[room];
        sentences = new int[room];
        marks = new byte[room];
    }

    /** Reads a text. */
    public static Tokens of(String text, Fingerprints fingerprints) {
        var tokens = new Tokens(Math.max(8, text.length() / 5));
        new TokenReader(text, fingerprints, tokens).read();
        return tokens;
    }

    void add(long fingerprint, int start, int end, int sentence, byte mark) {
        if (size == prints.length) {
            int room = size + (size >> 1);
            prints = Arrays.copyOf(prints, room);
            starts = Arrays.copyOf(starts, room);
            ends = Arrays.copyOf(ends, room);
            sentences = Arrays.copyOf(sentences, room);
            marks = Arrays.copyOf(marks, room);
        }
        prints[size] = fingerprint;
        starts[size] = start;
        ends[size] = end;
        sentences[size] = sentence;
        marks[size] = mark;
        size++;
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

    /** The index after the last character of a token. */
    public int end(int token) {
        return ends[token];
    }

    /** The number of the sentence of a token, from 0. */
    public int sentence(int token) {
        return sentences[token];
    }

    public boolean is(int token, byte mark) {
        return (marks[token] & mark) != 0;
    }
}
