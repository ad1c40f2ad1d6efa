package dev.interlock.provenance.text;

import java.util.ArrayList;
import java.util.List;

/** The plain reading of tokens, a character at a time: what {@link TokenReader} has to give for every text. */
final class PlainTokens {

    private static final int LONGEST = 512;

    /** A token. */
    record Token(long fingerprint, int start, byte mark) {

        static Token of(long fingerprint, int start, int end, byte mark) {
            return new Token(
                    fingerprint, start, end - start <= Tokens.SHORT_LENGTH ? (byte) (mark | Tokens.SHORT) : mark);
        }
    }

    private PlainTokens() {}

    static List<Token> of(String text, Fingerprints fingerprints) {
        List<Token> tokens = new ArrayList<>();
        char[] token = new char[LONGEST];
        int length = 0;
        int start = -1;
        boolean ended = true;
        boolean broken = false;
        boolean pause = false;
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
                tokens.add(Token.of(fingerprints.of(token, length), start, i, mark));
                length = 0;
            }
            if (folded == Folding.SEPARATOR) {
                if (cp == '\n') {
                    lines++;
                    if (lines > 1) {
                        ended = true;
                    }
                    broken = true;
                } else if (!Character.isWhitespace(cp)) {
                    lines = 0;
                    broken = true;
                    pause |= cp == '-'
                            ? i > 0 && Character.isWhitespace(text.charAt(i - 1))
                            : "'\"/_‘’‚“”„«»‐‑".indexOf(cp) < 0;
                    if (cp == '.' || cp == '!' || cp == '?' || cp == 0x3002) {
                        if (cp == 0x3002 || i + 1 >= n || Character.isWhitespace(text.charAt(i + 1))) {
                            ended = true;
                        }
                    }
                    quote = quotes(quote, cp, text, i, n);
                }
            } else {
                if (length == 0) {
                    pause |= lines > 0 && Character.isUpperCase(text.charAt(i));
                    lines = 0;
                    start = i;
                    mark = (byte) ((quote != 0 ? Tokens.QUOTED : 0)
                            | (Character.isUpperCase(cp) ? Tokens.CAPITAL : 0)
                            | (ended ? Tokens.FIRST : 0)
                            | (broken ? Tokens.BROKEN : 0)
                            | (pause ? Tokens.PAUSE : 0));
                    ended = false;
                    broken = false;
                    pause = false;
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
                    mark |= Tokens.DIGIT;
                }
                if (alone) {
                    tokens.add(Token.of(fingerprints.of(token, length), start, i + width, mark));
                    length = 0;
                }
            }
            i += width;
        }
        if (length > 0) {
            tokens.add(Token.of(fingerprints.of(token, length), start, n, mark));
        }
        return tokens;
    }

    /** An apostrophe opens a quotation only before a word and after none. */
    private static char quotes(char quote, int cp, String text, int i, int n) {
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
}
