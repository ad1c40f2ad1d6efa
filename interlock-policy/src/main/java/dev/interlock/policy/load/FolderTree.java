package dev.interlock.policy.load;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** A bundle in a folder of the file system. */
public final class FolderTree implements FileTree {

    private static final int MAX_DEPTH = 12;
    private static final int MAX_FILES = 10_000;

    private final Path folder;

    public FolderTree(Path folder) {
        this.folder = folder;
    }

    @Override
    public SortedSet<String> yamlFiles() {
        SortedSet<String> out = new TreeSet<>();
        try {
            Files.walkFileTree(folder, Set.<FileVisitOption>of(), MAX_DEPTH, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String name = file.getFileName().toString();
                    if (attributes.isRegularFile() && (name.endsWith(".yaml") || name.endsWith(".yml"))) {
                        out.add(folder.relativize(file).toString().replace('\\', '/'));
                    }
                    return out.size() < MAX_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            // A folder that cannot be listed matches no pattern, and a pattern without match is reported.
            return out;
        }
        return out;
    }

    @Override
    public Content read(String path, int limit) {
        try {
            Path root = folder.toRealPath();
            Path real = root.resolve(path).toRealPath();
            if (!real.startsWith(root)) {
                return new Outside();
            }
            if (!Files.isRegularFile(real)) {
                return new Unreadable("not a regular file");
            }
            try (InputStream in = Files.newInputStream(real)) {
                byte[] bytes = in.readNBytes(limit + 1);
                return bytes.length > limit ? new TooLarge(Files.size(real)) : new Bytes(bytes);
            }
        } catch (NoSuchFileException | InvalidPathException e) {
            return new Missing();
        } catch (AccessDeniedException e) {
            return new Unreadable("permission denied");
        } catch (IOException e) {
            return new Unreadable("it cannot be read");
        }
    }
}
