package dev.interlock.engine.table;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Arrays and texts in snapshots: a length, then the elements, big endian. */
public final class Snapshots {

    private Snapshots() {}

    public static void write(DataOutput out, int[] array, int length) throws IOException {
        out.writeInt(length);
        var bytes = ByteBuffer.allocate(4 * length);
        bytes.asIntBuffer().put(array, 0, length);
        out.write(bytes.array());
    }

    public static void write(DataOutput out, long[] array, int length) throws IOException {
        out.writeInt(length);
        var bytes = ByteBuffer.allocate(8 * length);
        bytes.asLongBuffer().put(array, 0, length);
        out.write(bytes.array());
    }

    public static void write(DataOutput out, byte[] array, int length) throws IOException {
        out.writeInt(length);
        out.write(array, 0, length);
    }

    public static int[] readInts(DataInput in) throws IOException {
        int length = in.readInt();
        byte[] bytes = new byte[Math.multiplyExact(4, length)];
        in.readFully(bytes);
        int[] array = new int[length];
        ByteBuffer.wrap(bytes).asIntBuffer().get(array);
        return array;
    }

    public static long[] readLongs(DataInput in) throws IOException {
        int length = in.readInt();
        byte[] bytes = new byte[Math.multiplyExact(8, length)];
        in.readFully(bytes);
        long[] array = new long[length];
        ByteBuffer.wrap(bytes).asLongBuffer().get(array);
        return array;
    }

    /** UTF-8 with a length of four bytes: longer than {@code writeUTF} takes. */
    public static void write(DataOutput out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        write(out, bytes, bytes.length);
    }

    public static String readString(DataInput in) throws IOException {
        return new String(readBytes(in), StandardCharsets.UTF_8);
    }

    public static byte[] readBytes(DataInput in) throws IOException {
        byte[] array = new byte[in.readInt()];
        in.readFully(array);
        return array;
    }
}
