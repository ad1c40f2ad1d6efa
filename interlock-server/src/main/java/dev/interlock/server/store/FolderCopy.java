package dev.interlock.server.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Copies of data folders. A backup is consistent although a server works on the folder, and appears whole or not at all. A
 * backup bears the {@link RestoredMark}, in case that it is copied by hand; what is made from it does from its first file on.
 *
 * <p>A backup has the private keys of the folder: it is as secret as that.
 */
public final class FolderCopy {

    /** The file of the index of the record, a cache that is made anew at each start. */
    public static final String INDEX = "index.db";

    /**
     * The files that mean nothing in a copy, or are made there: the lock, the mark, the index, and what SQLite keeps beside a database that
     * is in use.
     */
    private static final Set<String> LEFT_OUT = Set.of(
            "lock",
            RestoredMark.FILE,
            Sqlite.FILE,
            Sqlite.FILE + "-wal",
            Sqlite.FILE + "-shm",
            ContentFile.FILE,
            ContentFile.FILE + "-wal",
            ContentFile.FILE + "-shm",
            INDEX,
            INDEX + "-wal",
            INDEX + "-shm");

    private FolderCopy() {}

    /**
     * Copies a data folder.
     *
     * @param target where nothing is yet, outside the data folder
     */
    public static void backUp(Path data, Path target) throws IOException {
        Path whole = target.toAbsolutePath().normalize();
        Path parent = whole.getParent();
        if (parent == null) {
            throw new IOException("a backup must be a folder, not the root of a file system");
        }
        Files.createDirectories(parent);
        if (parent.toRealPath().startsWith(data.toRealPath())) {
            throw new IOException("a backup inside the data folder would copy itself; name a folder elsewhere");
        }
        Path draft = Files.createTempDirectory(parent, "." + whole.getFileName() + ".");
        try {
            // The ledger names a snapshot before there is one, and refers to other files after they are there.
            copyIfThere(data.resolve(SnapshotFile.FILE), draft.resolve(SnapshotFile.FILE));
            copyLedger(data.resolve(Sqlite.FILE), draft.resolve(Sqlite.FILE));
            copyLabels(data, draft);
            copyOthers(data.toRealPath(), draft);
            new RestoredMark(draft).set("a backup, at " + Instant.now());
            Files.move(draft, whole, StandardCopyOption.ATOMIC_MOVE);
            DurableFolder.force(parent);
        } catch (IOException e) {
            remove(draft, e);
            throw e;
        }
    }

    /**
     * Makes a data folder from a backup.
     *
     * @param data where nothing is yet, or an empty folder
     */
    public static void restore(Path backup, Path data) throws IOException {
        if (!Files.isDirectory(data)) {
            SqliteStore.createPrivate(data);
        }
        try (FolderLock lock = FolderLock.take(data)) {
            refuseUnlessEmpty(data);
            new RestoredMark(data).set("from a backup, at " + Instant.now());
            copyIfThere(backup.resolve(SnapshotFile.FILE), data.resolve(SnapshotFile.FILE));
            copyOthers(backup.toRealPath(), data);
            copyLabels(backup, data);
            // Last, so that no server starts on half of the folder: beside a key it begins no ledger.
            Path draft = data.resolve(Sqlite.FILE + ".new");
            copyLedger(backup.resolve(Sqlite.FILE), draft);
            Files.move(draft, data.resolve(Sqlite.FILE), StandardCopyOption.ATOMIC_MOVE);
            DurableFolder.force(data);
        }
    }

    /** Looked at by whoever has the folder: a server may have begun a ledger in it since anybody else looked. */
    private static void refuseUnlessEmpty(Path data) throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            if (files.anyMatch(file -> !file.endsWith("lock"))) {
                throw new IOException(
                        "`" + data + "` is not an empty folder; a backup overwrites nothing, so name another folder");
            }
        }
    }

    /** Labels may be newer than the ledger of the copy, as none goes away. */
    private static void copyLabels(Path from, Path to) throws IOException {
        Path file = from.resolve(ContentFile.FILE);
        Path copy = to.resolve(ContentFile.FILE);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        refuseUnlessRegular(file);
        ContentFile.makePrivate(copy);
        try (Connection connection = Sqlite.reader(file)) {
            vacuumInto(connection, copy);
        } catch (SQLException e) {
            throw Sqlite.failure(file, "copying", e);
        }
        force(copy);
    }

    private static void vacuumInto(Connection connection, Path to) throws SQLException {
        try (PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
            vacuum.setString(1, to.toString());
            vacuum.execute();
        }
    }

    /** One transaction reads it all, so whatever is committed meanwhile, and whatever is in a write-ahead log, the copy is of one moment. */
    private static void copyLedger(Path from, Path to) throws IOException {
        try (Connection connection = Sqlite.reader(from)) {
            SqliteReader.checkVersion(from, connection);
            vacuumInto(connection, to);
        } catch (SQLException e) {
            throw Sqlite.failure(from, "copying", e);
        }
        force(to);
    }

    private static void copyOthers(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Path made = to.resolve(from.relativize(folder).toString());
                if (!Files.isDirectory(made)) {
                    SqliteStore.createPrivate(made);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = from.relativize(file).toString();
                boolean meant =
                        !LEFT_OUT.contains(name) && !name.startsWith(SnapshotFile.FILE) && !name.endsWith(".new");
                if (meant && !attributes.isOther()) { // a pipe or a socket means nothing in a copy
                    copyIfThere(file, to.resolve(name));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE; // a server took it away meanwhile
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                DurableFolder.force(to.resolve(from.relativize(folder).toString()));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void copyIfThere(Path from, Path to) throws IOException {
        try {
            copy(from, to);
        } catch (NoSuchFileException e) {
            if (Files.exists(from)) {
                throw e;
            }
        }
    }

    private static void refuseUnlessRegular(Path from) throws IOException {
        if (!Files.isRegularFile(from, LinkOption.NOFOLLOW_LINKS)) { // a link leads out of the folder
            throw Files.exists(from, LinkOption.NOFOLLOW_LINKS)
                    ? new IOException("`" + from + "` is a link or another special file, and a copy would lack "
                            + "its content: put the file itself there")
                    : new NoSuchFileException(from.toString());
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        refuseUnlessRegular(from);
        Files.copy(
                from,
                to,
                StandardCopyOption.COPY_ATTRIBUTES,
                StandardCopyOption.REPLACE_EXISTING,
                LinkOption.NOFOLLOW_LINKS);
        force(to);
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void remove(Path draft, IOException failure) {
        try (var files = Files.walk(draft)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
