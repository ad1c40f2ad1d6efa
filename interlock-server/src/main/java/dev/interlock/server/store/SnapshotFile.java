package dev.interlock.server.store;

import dev.interlock.ledger.merkle.Hash;
import dev.interlock.ledger.store.Snapshot;
import dev.interlock.ledger.store.SnapshotStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The newest snapshot in a file of its own beside the ledger's database, so that writing it never waits for an append, nor an append for
 * it. The file is replaced whole. Safe for many threads of the process that has the folder.
 *
 * <p>Form: the digest (SHA-256) of all that follows; the magic number; size, root, digest of the bundle and version of the code; the state.
 */
final class SnapshotFile implements SnapshotStore {
    /** The file in a data folder. */
    static final String FILE = "state.snapshot";

    /** The first four bytes of the file: "ILS1". */
    private static final int MAGIC = 0x494c5331;

    private static final int DIGEST = 32;

    /** The disk is given so many bytes at a time, so that an append waits for no more than these. */
    private static final int PIECE = 4 << 20;

    /** The longest file that an array can hold. */
    private static final int LARGEST = Integer.MAX_VALUE - 64;

    private final Path file;

    /** @param database the ledger's, beside which the file lies */
    SnapshotFile(Path database) {
        this.file = database.resolveSibling(FILE);
    }

    @Override
    public synchronized void putSnapshot(Snapshot snapshot) throws IOException {
        if (newestSize() > snapshot.size()) {
            return;
        }
        byte[] header = header(snapshot);
        Path next = file.resolveSibling(FILE + ".new");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            MessageDigest digest = sha256();
            digest.update(header);
            write(channel, digest.digest(snapshot.state()));
            write(channel, header);
            write(channel, snapshot.state());
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(next);
            throw e;
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
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

    /** The size that the snapshot in the file says it covers, which need not be undamaged; else -1. */
    private long newestSize() {
        try (var in = new DataInputStream(Files.newInputStream(file))) {
            in.skipNBytes(DIGEST);
            return in.readInt() == MAGIC ? in.readLong() : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    /** A cache: what is damaged is as good as absent, and the fold starts from the beginning. */
    @Override
    public synchronized Optional<Snapshot> latestSnapshot() throws IOException {
        byte[] all;
        try {
            long length = Files.size(file);
            if (length < DIGEST || length > LARGEST) {
                return Optional.empty();
            }
            all = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        MessageDigest digest = sha256();
        digest.update(all, DIGEST, all.length - DIGEST);
        if (!Arrays.equals(Arrays.copyOf(all, DIGEST), digest.digest())) {
            return Optional.empty();
        }
        var in = new DataInputStream(new ByteArrayInputStream(all, DIGEST, all.length - DIGEST));
        if (in.readInt() != MAGIC) {
            return Optional.empty();
        }
        long size = in.readLong();
        Hash root = Hash.of(in.readNBytes(Hash.LENGTH));
        return Optional.of(new Snapshot(size, root, in.readUTF(), in.readUTF(), in.readAllBytes()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
