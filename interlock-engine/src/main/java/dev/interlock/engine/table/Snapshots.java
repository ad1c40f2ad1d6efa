package dev.interlock.engine.table;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Arrays and texts in snapshots: a length, then the elements, big endian. */
public final class Snapshots {

    private static final int CHUNK = 1 << 16;

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
        byte[] bytes = readFully(in, 4L * length);
        int[] array = new int[length];
        ByteBuffer.wrap(bytes).asIntBuffer().get(array);
        return array;
    }

    public static long[] readLongs(DataInput in) throws IOException {
        int length = in.readInt();
        byte[] bytes = readFully(in, 8L * length);
        long[] array = new long[length];
        ByteBuffer.wrap(bytes).asLongBuffer().get(array);
        return array;
    }

    /** Writes a text as UTF-8 after a length of four bytes, so that it may be longer than {@code writeUTF} takes. */
    public static void write(DataOutput out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        write(out, bytes, bytes.length);
    }

    public static String readString(DataInput in) throws IOException {
        return new String(readBytes(in), StandardCharsets.UTF_8);
    }

    public static byte[] readBytes(DataInput in) throws IOException {
        return readFully(in, in.readInt());
    }

    /** Reads so many bytes. Takes no more memory than there are bytes, whatever a damaged length says. */
    private static byte[] readFully(DataInput in, long length) throws IOException {
        if (length < 0 || length > Integer.MAX_VALUE - 8) {
            throw new IOException("the snapshot has an array of " + length + " bytes");
        }
        byte[] bytes = new byte[(int) Math.min(length, CHUNK)];
        in.readFully(bytes);
        for (int read = bytes.length; read < length; read = bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * read));
            in.readFully(bytes, read, bytes.length - read);
        }
        return bytes;
    }
}
