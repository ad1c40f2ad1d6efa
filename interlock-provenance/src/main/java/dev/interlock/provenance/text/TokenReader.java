package dev.interlock.provenance.text;

/**
 * Reads the tokens of one text, in one pass. Letters and digits of ASCII, of which most texts consist, have a loop of their own; all
 * other characters go through {@link Folding}. For one thread.
 */
final class TokenReader {

    /** Longer tokens are cut, so that one of a megabyte is looked at once. */
    private static final int LONGEST = 512;

    /** The most characters that a code point folds to. */
    private static final int MOST_FOLDED = 18;

    private static final int WINDOW = 2_048;
    private static final int ASCII = 0x80;
    private static final char IDEOGRAPHIC_FULL_STOP = 0x3002;
    /** Letters and digits of ASCII as they fold; zero for all other characters. */
    private static final byte[] FOLDED = new byte[ASCII];

    static {
        for (int i = 0; i < ASCII; i++) {
            FOLDED[i] = (byte) Folding.fold(i);
        }
    }

    private final String text;
    private final Fingerprints fingerprints;
    private final Tokens into;

    /** A part of the text, from {@link #windowFrom}: faster to look at than the text itself. */
    private final char[] window;

    private int windowFrom;
    private int windowTo;

    private final char[] token;
    /** The number of characters of the token that is being read; zero between tokens. */
    private int length;

    /** The characters of the token as {@link Fingerprints#ofShort} takes them, while it is short and without another character. */
    private long bytes;

    private boolean ascii;

    private int start;
    private byte mark;

    private int runFrom;
    private int longestRun;

    private int sentence;
    /** Whether the next token begins a sentence. */
    private boolean ended;
    /** Whether a space, an {@code @}, punctuation stands before the next token. */
    private boolean space = true;

    private boolean at;
    private boolean broken;

    /** The character that ends the quotation; zero outside quotations. */
    private char quote;
    /** The number of ends of lines since the last token or punctuation. */
    private int lines;

    TokenReader(String text, Fingerprints fingerprints, Tokens into) {
        this.text = text;
        this.fingerprints = fingerprints;
        this.into = into;
        window = new char[Math.min(text.length(), WINDOW)];
        token = new char[Math.min(Math.min(text.length(), LONGEST) * MOST_FOLDED, LONGEST)];
    }

    void read() {
        int n = text.length();
        int i = 0;
        while (i < n) {
            if (i >= windowTo) {
                windowFrom = i;
                windowTo = Math.min(n, i + WINDOW);
                text.getChars(i, windowTo, window, 0);
            }
            char c = window[i - windowFrom];
            if (c >= ASCII) {
                i = other(i, n);
            } else if (FOLDED[c] != 0) {
                i = word(i);
            } else {
                separator(c, i, n);
                i++;
            }
        }
        end(n);
        run(n);
        into.longestRun = longestRun;
    }

    /** Ends a run of characters of base64 before a character that is none. */
    private void run(int i) {
        longestRun = Math.max(longestRun, i - runFrom);
        runFrom = i + 1;
    }

    /** Reads letters and digits of ASCII from an index to the end of the window at most, and returns the index after them. */
    private int word(int from) {
        int at = from - windowFrom;
        int to = windowTo - windowFrom;
        int size = length;
        if (size == 0) {
            char first = window[at];
            begin(from, first >= 'A' && first <= 'Z');
            ascii = true;
            bytes = 0;
        }
        long all = bytes;
        boolean digit = false;
        while (at < to) {
            char c = window[at];
            byte folded = c < ASCII ? FOLDED[c] : 0;
            if (folded == 0) {
                break;
            }
            all |= (long) folded << size * Byte.SIZE;
            if (size < LONGEST) {
                token[size++] = (char) folded;
            }
            digit |= folded <= '9';
            at++;
        }
        bytes = all;
        length = size;
        if (digit) {
            mark |= Tokens.DIGIT;
        }
        return at + windowFrom;
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
        ascii = false;
        boolean alone = Folding.alone(codePoint);
        if (alone) {
            end(i);
        }
        if (length == 0) {
            begin(i, Character.isUpperCase(codePoint));
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

    private void begin(int i, boolean capital) {
        if (ended) {
            sentence++;
            ended = false;
        }
        lines = 0;
        start = i;
        mark = (byte) ((quote != 0 ? Tokens.QUOTED : 0)
                | (capital ? Tokens.CAPITAL : 0)
                | (space ? 0 : Tokens.JOINED)
                | (at ? Tokens.AT : 0)
                | (broken ? Tokens.BROKEN : 0));
        broken = false;
    }

    private void end(int i) {
        if (length > 0) {
            long print = ascii && length <= Fingerprints.SHORT
                    ? fingerprints.ofShort(bytes, length)
                    : fingerprints.of(token, length);
            into.add(print, start, i, sentence, mark);
            length = 0;
            space = false;
            at = false;
        }
    }

    private void separator(int c, int i, int n) {
        end(i);
        if (c >= ASCII || !Encodings.BASE64[c]) {
            run(i);
        }
        if (c == ' ') {
            space = true;
        } else if (c == '\n') {
            lines++;
            ended |= lines > 1;
            space = true;
            broken = true;
        } else if (Character.isWhitespace(c)) {
            space = true;
        } else {
            lines = 0;
            broken = true;
            switch (c) {
                case '.', '!', '?' -> ended |= i + 1 >= n || Character.isWhitespace(text.charAt(i + 1));
                case IDEOGRAPHIC_FULL_STOP -> ended = true;
                case '@' -> at = true;
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
