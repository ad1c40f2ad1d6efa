package dev.interlock.server.app;

import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.load.FileTree;
import dev.interlock.policy.load.FolderTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The archive keeps the bundles that were in force, by digest, beside the ledger, so that the titles of the rules
 * behind an old decision can be shown, and old decisions compared with new rules. Archived bundles are copies, not
 * evidence: the digest in the ledger is.
 */
public final class PolicyArchive {

    /** The bundles that are kept at most when one is sent. */
    static final int MOST = 1_000;

    private final Path folder;

    /** @param data the data folder of the ledger */
    public PolicyArchive(Path data) {
        this.folder = data.resolve("policies");
    }

    /** Writes the files of a bundle below a folder. */
    private interface Copying {
        void into(Path draft) throws IOException;
    }

    /** Keeps a copy of the bundle's YAML files, unless there is one of this digest. */
    public void keep(Path bundle, String digest) throws IOException {
        keep(digest, draft -> {
            try (Stream<Path> files = Files.walk(bundle)) {
                for (Path file : (Iterable<Path>) files.filter(this::isPolicy)::iterator) {
                    Path copy = draft.resolve(bundle.relativize(file).toString());
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        });
    }

    /** Returns whether another bundle may be sent: without an end to them a sender could fill the disk. */
    boolean hasRoom() throws IOException {
        if (!Files.isDirectory(folder)) {
            return true;
        }
        try (Stream<Path> kept = Files.list(folder)) {
            return kept.count() < MOST;
        }
    }

    /**
     * Keeps a bundle that was sent, unless there is one of this digest.
     *
     * @param bundle whose paths lead nowhere but below its folder
     */
    void keep(FileTree bundle, String digest) throws IOException {
        keep(digest, draft -> {
            for (String path : bundle.list().files()) {
                if (!(bundle.read(path, Integer.MAX_VALUE) instanceof FileTree.Bytes(byte[] content))) {
                    throw new IOException("`" + path + "` cannot be read");
                }
                Path copy = draft.resolve(path);
                Files.createDirectories(copy.getParent());
                Files.write(copy, content);
            }
        });
    }

    private void keep(String digest, Copying copying) throws IOException {
        Path target = at(digest);
        if (Files.exists(target)) {
            return;
        }
        Files.createDirectories(folder);
        Path draft = Files.createTempDirectory(folder, "draft");
        try {
            copying.into(draft);
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | UncheckedIOException e) {
            remove(draft);
            if (!Files.exists(target)) { // else another activation was quicker
                throw new IOException("cannot keep a copy of the bundle in `" + folder + "`: " + e.getMessage(), e);
            }
        }
    }

    /**
     * Returns whether a file belongs to the bundle; the archive itself does not, when the data folder lies within the
     * bundle's.
     */
    private boolean isPolicy(Path file) {
        String name = file.getFileName().toString();
        return !file.toAbsolutePath()
                        .normalize()
                        .startsWith(folder.toAbsolutePath().normalize())
                && Files.isRegularFile(file)
                && (name.endsWith(".yaml") || name.endsWith(".yml"));
    }

    private static void remove(Path draft) throws IOException {
        try (Stream<Path> files = Files.walk(draft)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** The bundle with this digest, if it was kept and nobody changed the copy. */
    public Optional<PolicyBundle.Compiled> bundle(String digest) {
        Path kept = at(digest);
        return Files.isDirectory(kept)
                        && PolicyBundle.load(kept) instanceof PolicyBundle.Compiled compiled
                        && compiled.digest().equals(digest)
                ? Optional.of(compiled)
                : Optional.empty();
    }

    /** The files of a bundle that was kept, with its scenarios. */
    public Optional<FileTree> files(String digest) {
        return Optional.of(at(digest)).filter(Files::isDirectory).map(FolderTree::new);
    }

    private Path at(String digest) {
        return folder.resolve(digest.replaceAll("[^A-Za-z0-9-]", "_"));
    }
}
