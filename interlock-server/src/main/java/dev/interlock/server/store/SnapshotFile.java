package dev.interlock.server.store;

import dev.interlock.ledger.merkle.Hash;
import dev.interlock.ledger.store.Snapshot;
import dev.interlock.ledger.store.SnapshotStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The newest snapshot in a file of its own beside the ledger's database, so that writing it never waits for an append, nor an append for
 * it. The file is replaced whole. Safe for many threads of the process that has the folder.
 *
 * <p>Form: the magic number; size, root, digest of the bundle and version of the code; the state. There is no digest in it: that is in the
 * ledger, and whoever loads the snapshot compares it.
 */
final class SnapshotFile implements SnapshotStore {
    /** The file in a data folder. */
    static final String FILE = "state.snapshot";

    /** The first four bytes of the file: "ILS2". */
    private static final int MAGIC = 0x494c5332;

    /** The disk is given so many bytes at a time, so that an append waits for no more than these. */
    private static final int PIECE = 4 << 20;

    /** The longest file that an array can hold. */
    private static final int LARGEST = Integer.MAX_VALUE - 64;

    private final Path file;
    /** The size of the newest snapshot that was kept here. What a file says of itself keeps no other from taking its place. */
    private long newest = -1;

    /** @param database the ledger's, beside which the file lies */
    SnapshotFile(Path database) {
        this.file = database.resolveSibling(FILE);
    }

    @Override
    public synchronized void putSnapshot(Snapshot snapshot) throws IOException {
        if (newest > snapshot.size()) {
            return;
        }
        byte[] header = header(snapshot);
        Path next = file.resolveSibling(FILE + ".new");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            write(channel, header);
            write(channel, snapshot.state());
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(next);
            throw e;
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        newest = snapshot.size();
    }

    @Override
    public synchronized void setAside() throws IOException {
        try {
            Files.move(
                    file,
                    file.resolveSibling(FILE + ".distrusted"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException e) {
            return; // somebody has taken it away already
        }
        newest = -1;
    }

    private static void write(FileChannel channel, byte[] bytes) throws IOException {
        for (int at = 0; at < bytes.length; at += PIECE) {
            ByteBuffer piece = ByteBuffer.wrap(bytes, at, Math.min(PIECE, bytes.length - at));
            while (piece.hasRemaining()) {
                channel.write(piece);
            }
            if (bytes.length > PIECE) {
                channel.force(false);
            }
        }
    }

    private static byte[] header(Snapshot snapshot) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeInt(MAGIC);
        out.writeLong(snapshot.size());
        out.write(snapshot.root().bytes());
        out.writeUTF(snapshot.bundleDigest());
        out.writeUTF(snapshot.codeVersion());
        return bytes.toByteArray();
    }

    /** The snapshot in the file; a file without the form of one is as good as none, and the fold starts from the beginning. */
    @Override
    public synchronized Optional<Snapshot> latestSnapshot() throws IOException {
        byte[] all;
        try {
            if (Files.size(file) > LARGEST) {
                return Optional.empty();
            }
            all = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try (var in = new DataInputStream(new ByteArrayInputStream(all))) {
            if (in.readInt() != MAGIC) {
                return Optional.empty();
            }
            long size = in.readLong();
            byte[] root = new byte[Hash.LENGTH];
            in.readFully(root);
            return Optional.of(new Snapshot(size, Hash.of(root), in.readUTF(), in.readUTF(), in.readAllBytes()));
        } catch (EOFException | UTFDataFormatException e) {
            return Optional.empty();
        }
    }
}
