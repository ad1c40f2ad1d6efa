package dev.interlock.cli.init;

import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.server.store.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The folder in which a new gateway is made. The files are written to a folder beside their place, looked at there, and moved as a whole: whatever
 * goes wrong leaves the folder as it was.
 */
public final class ProjectFolder implements AutoCloseable {

    private final Path folder;
    private final Path draft;
    private final SortedSet<String> tops = new TreeSet<>();

    private ProjectFolder(Path folder, Path draft) {
        this.folder = folder;
        this.draft = draft;
    }

    /**
     * Writes a project for a folder, which is made if it is not there.
     *
     * @throws WrongUsage if the folder has files of the same names
     */
    public static ProjectFolder write(Path folder, Project project) throws IOException, WrongUsage {
        Files.createDirectories(folder);
        refuseIfThere(folder, project);
        Path draft = Files.createTempDirectory(folder, ".interlock-init-");
        var written = new ProjectFolder(folder, draft);
        try {
            for (var file : project.files().entrySet()) {
                Files.writeString(written.at(file.getKey()), file.getValue(), StandardCharsets.UTF_8);
            }
            for (var secret : project.secrets().entrySet()) {
                SecretFile.write(written.at(secret.getKey()), secret.getValue().getBytes(StandardCharsets.UTF_8));
            }
            return written;
        } catch (IOException | RuntimeException e) {
            written.close();
            throw e;
        }
    }

    /** Refuses a folder that has a gateway already, or other files in the places of ours. */
    public static void refuseIfThere(Path folder, Project project) throws WrongUsage {
        for (String path : Stream.concat(project.files().keySet().stream(), project.secrets().keySet().stream())
                .map(ProjectFolder::top)
                .distinct()
                .toList()) {
            if (!path.equals(".gitignore") && Files.exists(folder.resolve(path))) {
                throw new WrongUsage("`" + folder.resolve(path)
                        + "` already exists, so nothing was changed; choose another folder with --folder");
            }
        }
    }

    private Path at(String path) throws IOException {
        tops.add(top(path));
        Path file = draft.resolve(path);
        Path parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        return file;
    }

    private static String top(String path) {
        int slash = path.indexOf('/');
        return slash < 0 ? path : path.substring(0, slash);
    }

    /** Returns the folder in which the files stand until they are moved. */
    public Path draft() {
        return draft;
    }

    /** Moves the files to their place. A `.gitignore` that is there stays as it is. */
    public void finish() throws IOException {
        for (String top : tops) {
            if (!Files.exists(folder.resolve(top))) {
                Files.move(draft.resolve(top), folder.resolve(top));
            }
        }
    }

    /** Removes what was not moved. */
    @Override
    public void close() throws IOException {
        if (!Files.exists(draft)) {
            return;
        }
        List<Path> left;
        try (Stream<Path> all = Files.walk(draft)) {
            left = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : left) {
            Files.delete(path);
        }
    }
}
