package dev.interlock.server.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/**
 * The writer takes the inside of a JSON string byte by byte, as it stands between its quotes, and spools the text that
 * it means.
 */
final class SpooledTextWriter {
    private static final int BLOCK = 16 << 10;

    private final Spool spool;
    private final JsonLimits.Surrogates surrogates;
    private final long from;
    private final byte[] block = new byte[BLOCK];
    private int filled;
    private final CharBuffer seen = CharBuffer.allocate(BLOCK);
    private final CharsetDecoder decoder = UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    /** The beginning of a character with which the last block ended. */
    private ByteBuffer begun = ByteBuffer.allocate(0);
    /** The place in an escape: 0 outside, 1 after the backslash, 2 to 5 before a hex digit. */
    private int escape;

    private int unit;
    /** The first half of a pair, or 0. */
    private int high;

    SpooledTextWriter(Spool spool, JsonLimits.Surrogates surrogates) {
        this.spool = spool;
        this.surrogates = surrogates;
        this.from = spool.size();
    }

    void put(byte b) throws IOException, MalformedTextException {
        switch (escape) {
            case 0 -> {
                if (b == '\\') {
                    escape = 1;
                } else if (b >= 0 && b < 0x20) {
                    throw new MalformedTextException("a string contains an unescaped control character");
                } else {
                    plain(b);
                }
            }
            case 1 -> escaped(b);
            default -> hex(b);
        }
    }

    private void plain(int b) throws IOException, MalformedTextException {
        loneHalf();
        out(b);
    }

    private void escaped(byte b) throws IOException, MalformedTextException {
        escape = 0;
        switch (b) {
            case '"', '\\', '/' -> plain(b);
            case 'b' -> plain('\b');
            case 'f' -> plain('\f');
            case 'n' -> plain('\n');
            case 'r' -> plain('\r');
            case 't' -> plain('\t');
            case 'u' -> {
                escape = 2;
                unit = 0;
            }
            default -> throw new MalformedTextException("a string has an escape that JSON does not define");
        }
    }

    private void hex(byte b) throws IOException, MalformedTextException {
        int digit = Character.digit(b, 16);
        if (digit < 0) {
            throw new MalformedTextException("a string has an escape that JSON does not define");
        }
        unit = unit << 4 | digit;
        if (++escape < 6) {
            return;
        }
        escape = 0;
        char c = (char) unit;
        if (high != 0 && Character.isLowSurrogate(c)) {
            character(Character.toCodePoint((char) high, c));
            high = 0;
        } else if (Character.isHighSurrogate(c)) {
            loneHalf();
            high = c;
        } else {
            loneHalf();
            if (Character.isLowSurrogate(c)) {
                half();
            } else {
                character(c);
            }
        }
    }

    private void loneHalf() throws IOException, MalformedTextException {
        if (high != 0) {
            high = 0;
            half();
        }
    }

    private void half() throws IOException, MalformedTextException {
        if (surrogates == JsonLimits.Surrogates.REFUSE) {
            throw new MalformedTextException("a string contains half a surrogate pair");
        }
        character(0xFFFD);
    }

    private void character(int point) throws IOException, MalformedTextException {
        for (byte b : Character.toString(point).getBytes(UTF_8)) {
            out(b);
        }
    }

    private void out(int b) throws IOException, MalformedTextException {
        block[filled++] = (byte) b;
        if (filled == BLOCK) {
            flush(false);
        }
    }

    private void flush(boolean last) throws IOException, MalformedTextException {
        ByteBuffer all = ByteBuffer.allocate(begun.remaining() + filled)
                .put(begun)
                .put(block, 0, filled)
                .flip();
        CoderResult result;
        do {
            seen.clear();
            result = decoder.decode(all, seen, last);
        } while (result.isOverflow());
        if (result.isError() || (last && all.hasRemaining())) {
            throw new MalformedTextException("a string is not UTF-8");
        }
        begun = ByteBuffer.allocate(all.remaining()).put(all).flip();
        spool.append(ByteBuffer.wrap(block, 0, filled));
        filled = 0;
    }

    /** The text, when the closing quote was reached. */
    SpooledText end() throws IOException, MalformedTextException {
        loneHalf();
        flush(true);
        return new SpooledText(spool, from, spool.size() - from);
    }
}
