package dev.interlock.server.replay.read;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Names numbered from 0 in the order in which they are added. Their bytes lie one behind the other, so that a name of a dozen letters takes
 * some thirty bytes: a log may have millions of them. Not thread-safe.
 */
final class NameTable {

    private static final int NONE = -1;
    private static final int CHUNK = 1 << 20;

    /** Nobody who writes a log can choose names that share a place. */
    private final long seed = new SecureRandom().nextLong();

    private final long factor = new SecureRandom().nextLong() | 1;
    private final List<byte[]> chunks = new ArrayList<>();
    /** By number: the chunk of the name and where it begins there. */
    private long[] starts = new long[16];

    private int[] lengths = new int[16];
    /** By the hash of a name, and where several share it the next free place: its number. */
    private int[] places = empty(64);

    private int size;
    private int end = CHUNK;

    private static int[] empty(int capacity) {
        int[] places = new int[capacity];
        Arrays.fill(places, NONE);
        return places;
    }

    int size() {
        return size;
    }

    /** The number of the name, which is that of {@link #size} if it was added now. */
    int number(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        int place = place(bytes, 0, bytes.length);
        if (places[place] != NONE) {
            return places[place];
        }
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, size + (size >> 1));
            lengths = Arrays.copyOf(lengths, starts.length);
        }
        if (3L * (size + 1) > 2L * places.length) {
            grow();
            place = place(bytes, 0, bytes.length);
        }
        if (CHUNK - end < bytes.length) {
            chunks.add(new byte[Math.max(CHUNK, bytes.length)]);
            end = 0;
        }
        System.arraycopy(bytes, 0, chunks.getLast(), end, bytes.length);
        starts[size] = (long) (chunks.size() - 1) << Integer.SIZE | end;
        lengths[size] = bytes.length;
        end += bytes.length;
        places[place] = size;
        return size++;
    }

    private void grow() {
        places = empty(2 * places.length);
        for (int number = 0; number < size; number++) {
            int from = (int) starts[number];
            places[place(chunk(number), from, from + lengths[number])] = number;
        }
    }

    private byte[] chunk(int number) {
        return chunks.get((int) (starts[number] >>> Integer.SIZE));
    }

    /** The place of a name, or the free one where it would be put. */
    private int place(byte[] bytes, int from, int to) {
        long hash = seed;
        for (int i = from; i < to; i++) {
            hash = (hash ^ bytes[i]) * factor;
            hash ^= hash >>> Integer.SIZE;
        }
        int mask = places.length - 1;
        int at = (int) hash & mask;
        while (places[at] != NONE && !isAt(places[at], bytes, from, to)) {
            at = at + 1 & mask;
        }
        return at;
    }

    private boolean isAt(int number, byte[] bytes, int from, int to) {
        int start = (int) starts[number];
        return lengths[number] == to - from
                && Arrays.equals(chunk(number), start, start + lengths[number], bytes, from, to);
    }
}
