package dev.interlock.policy.load;

import dev.interlock.policy.yaml.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Set;
import java.util.TreeSet;

/** A bundle in a folder of the file system. */
public final class FolderTree implements FileTree {

    private static final int MAX_DEPTH = 12;
    private static final int MAX_FILES = 10_000;

    private final Path folder;
    private final String shownBelow;

    /** A bundle whose files are shown by their paths within the folder. */
    public FolderTree(Path folder) {
        this(folder, "");
    }

    private FolderTree(Path folder, String shownBelow) {
        this.folder = folder;
        this.shownBelow = shownBelow;
    }

    /**
     * A bundle whose files are shown by their paths from the working folder, as beside files that are not the bundle's: a configuration
     * has the name of a bundle's own file, more often than not.
     */
    public static FolderTree shownFromHere(Path folder) {
        return new FolderTree(folder, fromHere(folder));
    }

    /** The path of a folder from the working folder, with {@code /}; empty for that itself. Code hosts read paths so. */
    public static String fromHere(Path folder) {
        Path here = Path.of("").toAbsolutePath().normalize();
        Path there = folder.toAbsolutePath().normalize();
        return (there.startsWith(here) ? here.relativize(there) : folder.normalize())
                .toString()
                .replace('\\', '/');
    }

    @Override
    public SourceFile source(String path, String text) {
        return shownBelow.isEmpty() ? new SourceFile(path, text) : new SourceFile(path, text, shownBelow + "/" + path);
    }

    @Override
    public Listing list() {
        var listing = new Listing(new TreeSet<>(), new ArrayList<>());
        try {
            Files.walkFileTree(folder, Set.<FileVisitOption>of(), MAX_DEPTH, new Visitor(listing));
        } catch (IOException e) {
            listing.unlisted().add(new Unlisted("", "it cannot be read"));
        }
        return listing;
    }

    private final class Visitor extends SimpleFileVisitor<Path> {

        private final Listing listing;

        Visitor(Listing listing) {
            this.listing = listing;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = file.getFileName().toString();
            if (attributes.isDirectory()) {
                unlisted(file, "it is more than " + (MAX_DEPTH - 1) + " folders deep");
            } else if (attributes.isRegularFile() && (name.endsWith(".yaml") || name.endsWith(".yml"))) {
                if (listing.files().size() == MAX_FILES) {
                    unlisted(folder, "it has more than " + MAX_FILES + " files");
                    return FileVisitResult.TERMINATE;
                }
                listing.files().add(relative(file));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                unlisted(file, e instanceof AccessDeniedException ? "permission denied" : "it cannot be read");
            }
            return FileVisitResult.CONTINUE;
        }

        private void unlisted(Path where, String reason) {
            listing.unlisted().add(new Unlisted(relative(where), reason));
        }

        private String relative(Path path) {
            return folder.relativize(path).toString().replace('\\', '/');
        }
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
