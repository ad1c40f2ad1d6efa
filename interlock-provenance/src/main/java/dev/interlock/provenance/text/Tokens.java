package dev.interlock.provenance.text;

import java.util.Arrays;

/**
 * The tokens of one text: runs of letters and digits, folded, as keyed fingerprints, with their places. A sentence ends at a
 * full stop, a question mark or an exclamation mark before a space, and at an empty line.
 *
 * <p>Scripts without spaces between words (Chinese, Japanese) give a token for each character. For one thread.
 */
public final class Tokens {

    /** Longer tokens are cut, so that one of a megabyte is looked at once. */
    private static final int LONGEST = 512;

    private long[] prints;
    private int[] starts;
    private int[] ends;
    private int[] sentences;
    private byte[] marks;
    private int size;

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
    public static Tokens of(CharSequence text, Fingerprints fingerprints) {
        var tokens = new Tokens(Math.max(8, text.length() / 5));
        tokens.read(text, fingerprints);
        return tokens;
    }

    private void read(CharSequence text, Fingerprints fingerprints) {
        char[] token = new char[LONGEST];
        int length = 0;
        int start = -1;
        int sentence = 0;
        boolean ended = false;
        boolean space = true;
        boolean at = false;
        boolean broken = false;
        byte mark = 0;
        char quote = 0;
        int lines = 0;
        int n = text.length();
        int i = 0;
        while (i < n) {
            int cp = text.charAt(i);
            int width = 1;
            if (cp >= 0xd800 && cp < 0xdc00 && i + 1 < n && Character.isLowSurrogate(text.charAt(i + 1))) {
                cp = Character.toCodePoint((char) cp, text.charAt(i + 1));
                width = 2;
            }
            char folded = Folding.fold(cp);
            if (folded == Folding.NOTHING) {
                i += width;
                continue;
            }
            boolean alone = cp >= 0x2e80 && Folding.alone(cp);
            if ((folded == Folding.SEPARATOR || alone) && length > 0) {
                add(fingerprints.of(token, length), start, i, sentence, mark);
                length = 0;
                space = false;
                at = false;
            }
            if (folded == Folding.SEPARATOR) {
                if (cp == '\n') {
                    lines++;
                    if (lines > 1) {
                        ended = true;
                    }
                    space = true;
                    broken = true;
                } else if (Character.isWhitespace(cp)) {
                    space = true;
                } else {
                    lines = 0;
                    broken = true;
                    if (cp == '.' || cp == '!' || cp == '?' || cp == 0x3002) {
                        if (cp == 0x3002 || i + 1 >= n || Character.isWhitespace(text.charAt(i + 1))) {
                            ended = true;
                        }
                    } else if (cp == '@') {
                        at = true;
                    }
                    quote = quotes(quote, cp, text, i, n);
                }
            } else {
                if (length == 0) {
                    if (ended) {
                        sentence++;
                        ended = false;
                    }
                    lines = 0;
                    start = i;
                    mark = (byte) ((quote != 0 ? QUOTED : 0)
                            | (Character.isUpperCase(cp) ? CAPITAL : 0)
                            | (space ? 0 : JOINED)
                            | (at ? AT : 0)
                            | (broken ? BROKEN : 0));
                    broken = false;
                }
                if (folded == Folding.SEVERAL) {
                    String all = Folding.several(cp);
                    for (int k = 0; k < all.length() && length < LONGEST; k++) {
                        token[length++] = all.charAt(k);
                    }
                } else if (length < LONGEST) {
                    token[length++] = folded;
                }
                if (folded >= '0' && folded <= '9') {
                    mark |= DIGIT;
                }
                if (alone) {
                    add(fingerprints.of(token, length), start, i + width, sentence, mark);
                    length = 0;
                    space = false;
                    at = false;
                }
            }
            i += width;
        }
        if (length > 0) {
            add(fingerprints.of(token, length), start, n, sentence, mark);
        }
    }

    /** An apostrophe opens a quotation only before a word and after none. */
    private static char quotes(char quote, int cp, CharSequence text, int i, int n) {
        boolean before = i > 0 && Character.isLetterOrDigit(text.charAt(i - 1));
        boolean after = i + 1 < n && Character.isLetterOrDigit(text.charAt(i + 1));
        if (quote == 0) {
            return switch (cp) {
                case '"' -> '"';
                case '\'' -> before ? 0 : '\'';
                case 0x201c -> 0x201d;
                case 0x201e -> 0x201c;
                case 0x201a -> 0x2018;
                case 0x2018 -> before ? 0 : (char) 0x2019;
                case 0xab -> 0xbb;
                default -> 0;
            };
        }
        boolean apostrophe = (cp == '\'' || cp == 0x2019) && after;
        return cp == quote && !apostrophe ? 0 : quote;
    }

    private void add(long fingerprint, int start, int end, int sentence, byte mark) {
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
