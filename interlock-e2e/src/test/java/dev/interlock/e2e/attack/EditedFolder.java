package dev.interlock.e2e.attack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Copies of a data folder, and what somebody can do to one file of it. */
final class EditedFolder {

    private EditedFolder() {}

    /** The ways to edit a file, each with a random place. */
    enum Edit {
        FLIP_A_BIT,
        CHANGE_BYTES,
        CUT,
        EMPTY,
        DELETE,
        SWAP_PARTS,
        APPEND,
        /** The file of the same name of another server takes its place. */
        OF_ANOTHER_SERVER,
        /** An older file of the same server takes its place. */
        OLDER,
        /** A byte of the beginning, where formats have their versions. */
        VERSION
    }

    static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    /** Copies all files as they are at the moment, with their permissions. */
    static Path copy(Path from, Path to) throws IOException {
        for (String file : files(from)) {
            Path target = to.resolve(file);
            Files.createDirectories(target.getParent());
            Files.copy(
                    from.resolve(file),
                    target,
                    StandardCopyOption.COPY_ATTRIBUTES,
                    StandardCopyOption.REPLACE_EXISTING);
        }
        return to;
    }

    /**
     * Edits one file.
     *
     * @param other a folder of another server
     * @param older an older copy of this one
     */
    static void edit(Path folder, String name, Edit edit, Random random, Path other, Path older) throws IOException {
        Path file = folder.resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        switch (edit) {
            case FLIP_A_BIT -> write(file, flipped(bytes, random.nextInt(Math.max(1, bytes.length)), random));
            case CHANGE_BYTES -> {
                for (int i = 0; i < 8; i++) {
                    bytes = flipped(bytes, random.nextInt(Math.max(1, bytes.length)), random);
                }
                write(file, bytes);
            }
            case CUT -> write(file, Arrays.copyOf(bytes, random.nextInt(Math.max(1, bytes.length))));
            case EMPTY -> write(file, new byte[0]);
            case DELETE -> Files.delete(file);
            case SWAP_PARTS -> write(file, swapped(bytes, random));
            case APPEND -> {
                byte[] longer = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(5_000));
                for (int i = bytes.length; i < longer.length; i++) {
                    longer[i] = (byte) random.nextInt();
                }
                write(file, longer);
            }
            case OF_ANOTHER_SERVER -> replace(file, other.resolve(name));
            case OLDER -> replace(file, older.resolve(name));
            case VERSION ->
                write(file, flipped(bytes, random.nextInt(Math.max(1, Math.min(100, bytes.length))), random));
        }
    }

    /** Edits the ledger with the means of its database. */
    static void execute(Path folder, String sql) throws IOException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ledger.db"));
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private static byte[] flipped(byte[] bytes, int at, Random random) {
        byte[] changed = bytes.clone();
        if (changed.length > 0) {
            changed[at] ^= (byte) (1 << random.nextInt(8));
        }
        return changed;
    }

    private static byte[] swapped(byte[] bytes, Random random) {
        int length = bytes.length / 4 == 0 ? 0 : 1 + random.nextInt(bytes.length / 4);
        int first = length == 0 ? 0 : random.nextInt(bytes.length / 2 - length + 1);
        int second = length == 0 ? 0 : bytes.length / 2 + random.nextInt(bytes.length / 2 - length + 1);
        byte[] changed = bytes.clone();
        System.arraycopy(bytes, first, changed, second, length);
        System.arraycopy(bytes, second, changed, first, length);
        return changed;
    }

    private static void replace(Path file, Path by) throws IOException {
        if (Files.exists(by)) {
            Files.copy(by, file, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.delete(file);
        }
    }

    /** Keeps the permissions: it is the owner who edits. */
    private static void write(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes);
    }
}
