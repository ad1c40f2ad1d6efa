package dev.interlock.server.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;

/** Decisions of a generator, taken from bytes: the same bytes make the same thing, and similar bytes a similar one. */
public final class Choices {
    private final byte[] input;
    private int at;

    public Choices(byte[] input) {
        this.input = input;
    }

    public boolean hasMore() {
        return at < input.length;
    }

    /** From 0 to 255; 0 when nothing is left. */
    public int octet() {
        return at < input.length ? input[at++] & 0xff : 0;
    }

    /** From 0 to the bound, which is not reached. */
    public int below(int bound) {
        return (bound <= 256 ? octet() : octet() << 8 | octet()) % bound;
    }

    public <T> T of(List<T> some) {
        return some.get(below(some.size()));
    }

    /** Some bytes, a few as a rule. */
    public byte[] bytes() {
        int length = Math.min(octet(), input.length - at);
        return take(length);
    }

    public byte[] rest() {
        return take(input.length - at);
    }

    private byte[] take(int length) {
        byte[] taken = Arrays.copyOfRange(input, at, at + length);
        at += length;
        return taken;
    }

    /** Any text, in whatever way the bytes can be read as one. */
    public String text() {
        return octet() % 2 == 0 ? new String(bytes(), UTF_8) : new String(bytes(), ISO_8859_1);
    }
}
