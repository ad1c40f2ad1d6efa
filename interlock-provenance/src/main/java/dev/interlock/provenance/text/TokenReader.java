package dev.interlock.provenance.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the tokens of one text, in one pass. A word of a few letters and digits of ASCII, as most are, is read as one
 * {@linkplain AsciiBlock block} or two, and a longer one in a loop; all other characters go through {@link Folding}. For one thread.
 */
final class TokenReader {

    /** Longer tokens are cut, so that one of a megabyte is looked at once. */
    private static final int LONGEST = 512;

    /** The most characters that a code point folds to. */
    private static final int MOST_FOLDED = 18;

    private static final int WINDOW = 2_048;
    private static final VarHandle BLOCKS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** The characters that are looked at in two blocks, and the one after them. */
    private static final int BLOCKS_AHEAD = 2 * Long.BYTES;

    private static final int ASCII = 0x80;
    private static final byte BEYOND = -1;
    private static final char IDEOGRAPHIC_FULL_STOP = 0x3002;
    /** Punctuation that stands within words, or around one. */
    private static final String HOLDING = "'\"/_\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb\u2010\u2011";
    /** Letters and digits of ASCII as they fold; zero for all other characters. */
    private static final byte[] FOLDED = new byte[ASCII];

    /** The marks that a character of ASCII after a word gives to the next one; {@link #STOP} or {@link #OTHER} if that depends. */
    private static final byte[] GAPS = new byte[ASCII];

    private static final byte PUNCTUATION = Tokens.BROKEN | Tokens.PAUSE;
    private static final byte STOP = -1;
    private static final byte OTHER = -2;

    static {
        for (int i = 0; i < ASCII; i++) {
            FOLDED[i] = (byte) Folding.fold(i);
            boolean word = FOLDED[i] != 0 || Encodings.BASE64[i];
            GAPS[i] = word || Character.isWhitespace(i) || "\0\"'".indexOf(i) >= 0 ? OTHER : PUNCTUATION;
        }
        GAPS['.'] = STOP;
        GAPS['!'] = STOP;
        GAPS['?'] = STOP;
    }

    private final String text;
    private final Fingerprints fingerprints;
    private final Tokens into;

    private final CharsetEncoder ascii = StandardCharsets.US_ASCII.newEncoder();
    private final char[] copied;
    /**
     * The characters of a part of the text, from {@link #windowFrom}: faster to look at than the text itself. One beyond ASCII is
     * negative. Zeros stand after the last character of the text.
     */
    private final byte[] window;

    private int windowFrom;
    private int windowTo;
    /** The last index in the window after which enough characters stand, or none for the end of the text. */
    private int lastBlock = -1;

    private final char[] token;
    /** The number of characters of the token that is being read; zero between tokens. */
    private int length;

    private int start;
    private byte mark;

    private int runFrom;
    private int longestRun;

    /** Whether the next token begins a sentence. */
    private boolean ended = true;
    /** Whether punctuation or the end of a line stands before the next token. */
    private boolean broken;
    /** Whether punctuation stands there that separates phrases. */
    private boolean pause;

    /** The character that ends the quotation; zero outside quotations. */
    private char quote;
    /** The number of ends of lines since the last token or punctuation. */
    private int lines;

    TokenReader(String text, Fingerprints fingerprints, Tokens into) {
        this.text = text;
        this.fingerprints = fingerprints;
        this.into = into;
        copied = new char[Math.min(text.length(), WINDOW)];
        window = new byte[copied.length + BLOCKS_AHEAD];
        token = new char[Math.min(Math.min(text.length(), LONGEST) * MOST_FOLDED, LONGEST)];
    }

    void read() {
        int n = text.length();
        int i = 0;
        while (i < n) {
            if (i - windowFrom > lastBlock) {
                fill(i, n);
            }
            byte c = window[i - windowFrom];
            if (c < 0) {
                i = other(i, n);
            } else if (FOLDED[c] == 0) {
                separator(c, i, n);
                i++;
            } else {
                i = windowFrom + (length > 0 ? rest(i - windowFrom) : words(i - windowFrom));
            }
        }
        end(n);
        run(n);
        into.longestRun = longestRun;
        into.hash(fingerprints);
    }

    private void fill(int from, int n) {
        windowFrom = from;
        windowTo = Math.min(n, from + copied.length);
        int size = windowTo - from;
        text.getChars(from, windowTo, copied, 0);
        ByteBuffer bytes = ByteBuffer.wrap(window, 0, size);
        ascii.reset().encode(CharBuffer.wrap(copied, 0, size), bytes, true);
        for (int k = bytes.position(); k < size; k++) {
            window[k] = copied[k] < ASCII ? (byte) copied[k] : BEYOND;
        }
        Arrays.fill(window, size, window.length, (byte) 0);
        lastBlock = windowTo == n ? size - 1 : size - BLOCKS_AHEAD;
    }

    /** Ends a run of characters of base64 before a character that is none. */
    private void run(int i) {
        longestRun = Math.max(longestRun, i - runFrom);
        runFrom = i + 1;
    }

    /**
     * Reads words of ASCII with a space or punctuation between them, which is what most texts consist of.
     *
     * @param from index in the window, of the first letter or digit of a token
     * @return the index after what was read, at the end of the window at most
     */
    private int words(int from) {
        byte opening = opening(windowFrom + from);
        int at = from;
        while (at <= lastBlock) {
            int size = word(at, opening);
            if (size == 0) {
                break;
            }
            opening &= Tokens.QUOTED;
            at += size;
            if (window[at] != ' ') {
                int gap = gap(at);
                if (gap == OTHER) {
                    break;
                }
                opening |= (byte) gap;
                run(windowFrom + at);
                at++;
            }
            if (window[at] == ' ') {
                run(windowFrom + at);
                at++;
            }
        }
        if (at > from) {
            ended = (opening & Tokens.FIRST) != 0;
            broken = (opening & Tokens.BROKEN) != 0;
            pause = (opening & Tokens.PAUSE) != 0;
            return at;
        }
        start = windowFrom + at;
        mark = (byte) (opening | (AsciiBlock.hasCapital(block(at)) ? Tokens.CAPITAL : 0));
        return rest(at);
    }

    /** Adds the token that begins at an index of the window, and returns its length; 0 if it has none, or is not in two blocks. */
    private int word(int at, byte opening) {
        long first = block(at);
        int size = AsciiBlock.wordLength(first);
        boolean digit;
        long word;
        if (size <= Fingerprints.SHORT) {
            digit = AsciiBlock.hasDigit(first, size);
            word = Fingerprints.shortWord(AsciiBlock.folded(first, size), size);
        } else {
            long second = block(at + Fingerprints.SHORT);
            int left = AsciiBlock.wordLength(second);
            size = Fingerprints.SHORT + left;
            if (left > Fingerprints.SHORT) {
                return 0;
            }
            digit = AsciiBlock.hasDigit(first, Fingerprints.SHORT) || AsciiBlock.hasDigit(second, left);
            word = fingerprints.word(
                    AsciiBlock.folded(first, Fingerprints.SHORT), AsciiBlock.folded(second, left), size);
        }
        if (size == 0 || window[at + size] < 0) {
            return 0;
        }
        int marks = opening
                | (AsciiBlock.hasCapital(first) ? Tokens.CAPITAL : 0)
                | (digit ? Tokens.DIGIT : 0)
                | (size <= Tokens.SHORT_LENGTH ? Tokens.SHORT : 0);
        into.add(word, windowFrom + at, (byte) marks);
        return size;
    }

    /** The marks that a character of the window gives to the next word; {@link #OTHER} if it takes a closer look. */
    private int gap(int at) {
        byte c = window[at];
        byte gap = c < 0 ? OTHER : GAPS[c];
        if (gap != STOP) {
            return gap;
        }
        byte next = window[at + 1];
        return next == ' ' ? PUNCTUATION | Tokens.FIRST : next > 0 && FOLDED[next] != 0 ? PUNCTUATION : OTHER;
    }

    private long block(int at) {
        return (long) BLOCKS.get(window, at);
    }

    /** Reads letters and digits of ASCII of the token that was begun. */
    private int rest(int from) {
        int at = from;
        int to = windowTo - windowFrom;
        int size = length;
        boolean digit = false;
        while (at < to) {
            byte c = window[at];
            byte folded = c < 0 ? 0 : FOLDED[c];
            if (folded == 0) {
                break;
            }
            if (size < LONGEST) {
                token[size++] = (char) folded;
            }
            digit |= folded <= '9';
            at++;
        }
        length = size;
        if (digit) {
            mark |= Tokens.DIGIT;
        }
        return at;
    }

    /** Reads a code point beyond ASCII, and returns the index after it. */
    private int other(int i, int n) {
        int codePoint = text.codePointAt(i);
        int next = i + Character.charCount(codePoint);
        char folded = Folding.fold(codePoint);
        run(i);
        if (folded == Folding.NOTHING) {
            return next;
        }
        if (folded == Folding.SEPARATOR) {
            separator(codePoint, i, n);
            return next;
        }
        boolean alone = Folding.alone(codePoint);
        if (alone) {
            end(i);
        }
        if (length == 0) {
            start = i;
            mark = (byte) (opening(i) | (Character.isUpperCase(codePoint) ? Tokens.CAPITAL : 0));
        }
        if (folded == Folding.SEVERAL) {
            String all = Folding.several(codePoint);
            int taken = Math.min(all.length(), LONGEST - length);
            all.getChars(0, taken, token, length);
            length += taken;
        } else if (length < LONGEST) {
            token[length++] = folded;
        }
        if (folded >= '0' && folded <= '9') {
            mark |= Tokens.DIGIT;
        }
        if (alone) {
            end(next);
        }
        return next;
    }

    /**
     * The marks of the next token that come from what stands before it.
     *
     * @param i index of its first character
     */
    private byte opening(int i) {
        boolean line = lines > 0 && Character.isUpperCase(text.charAt(i));
        int marks = (quote != 0 ? Tokens.QUOTED : 0)
                | (ended ? Tokens.FIRST : 0)
                | (broken ? Tokens.BROKEN : 0)
                | (pause || line ? Tokens.PAUSE : 0);
        ended = false;
        broken = false;
        pause = false;
        lines = 0;
        return (byte) marks;
    }

    private void end(int i) {
        if (length > 0) {
            int size = i - start <= Tokens.SHORT_LENGTH ? Tokens.SHORT : 0;
            into.add(fingerprints.word(token, length), start, (byte) (mark | size));
            length = 0;
        }
    }

    private void separator(int c, int i, int n) {
        end(i);
        if (c >= ASCII || !Encodings.BASE64[c]) {
            run(i);
        }
        if (c == '\n') {
            lines++;
            ended |= lines > 1;
            broken = true;
        } else if (!Character.isWhitespace(c)) {
            lines = 0;
            broken = true;
            pause |= c == '-' ? i > 0 && Character.isWhitespace(text.charAt(i - 1)) : HOLDING.indexOf(c) < 0;
            switch (c) {
                case '.', '!', '?' -> ended |= i + 1 >= n || Character.isWhitespace(text.charAt(i + 1));
                case IDEOGRAPHIC_FULL_STOP -> ended = true;
                default -> quote = quotes(c, i, n);
            }
        }
    }

    /** An apostrophe opens a quotation only before a word and after none. */
    private char quotes(int c, int i, int n) {
        if (quote == 0) {
            return switch (c) {
                case '"' -> '"';
                case '\'' -> isWord(i - 1, n) ? 0 : '\'';
                case 0x201c -> 0x201d;
                case 0x201e -> 0x201c;
                case 0x201a -> 0x2018;
                case 0x2018 -> isWord(i - 1, n) ? 0 : (char) 0x2019;
                case 0xab -> 0xbb;
                default -> 0;
            };
        }
        boolean apostrophe = (c == '\'' || c == 0x2019) && isWord(i + 1, n);
        return c == quote && !apostrophe ? 0 : quote;
    }

    private boolean isWord(int i, int n) {
        return i >= 0 && i < n && Character.isLetterOrDigit(text.charAt(i));
    }
}
