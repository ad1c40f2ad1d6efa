package dev.interlock.server.testing;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The folder of standards' vectors beside the repository. */
public final class Shared {
    private Shared() {}

    /** A file or folder in it. Without it the test is skipped, or fails where `CI` is `true`. */
    public static Path path(String relative) {
        Optional<Path> found = root().map(root -> root.resolve(relative)).filter(Files::exists);
        if (found.isEmpty()) {
            String message = "`shared/" + relative + "` is not there: name its folder in INTERLOCK_SHARED";
            if ("true".equals(System.getenv("CI"))) {
                fail(message);
            }
            abort(message);
        }
        return found.orElseThrow();
    }

    private static Optional<Path> root() {
        String named = System.getProperty("INTERLOCK_SHARED", System.getenv("INTERLOCK_SHARED"));
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("shared").resolve("vectors"))) {
                return Optional.of(folder.resolve("shared"));
            }
        }
        return Optional.empty();
    }
}
