package dev.interlock.server.replay.sort;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Records written one after another into an array that grows. */
final class RecordWriter {

    private static final int FIRST = 64 * 1024;

    private byte[] bytes = new byte[FIRST];
    private int size;

    int size() {
        return size;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Begins anew; what was written is lost. */
    void clear() {
        size = 0;
    }

    /** Begins anew, and gives back the memory. */
    void release() {
        bytes = new byte[FIRST];
        size = 0;
    }

    void put(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    /** A number in as few bytes as it needs; numbers from 0 on are short. */
    void number(long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            put((int) (left & 0x7f) | 0x80);
            left >>>= 7;
        }
        put((int) left);
    }

    /** A number in eight bytes, the highest first. */
    void fixed(long value) {
        room(Long.BYTES);
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    void text(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        number(encoded.length);
        room(encoded.length);
        System.arraycopy(encoded, 0, bytes, size, encoded.length);
        size += encoded.length;
    }

    private void room(int needed) {
        if (bytes.length - size < needed) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + needed));
        }
    }
}
