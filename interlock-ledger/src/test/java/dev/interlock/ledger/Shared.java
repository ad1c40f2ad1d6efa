package dev.interlock.ledger;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/** Test vectors of others, which live beside the repository and not in it. */
public final class Shared {
    private Shared() {}

    /** The folder in the shared one; where it is absent the test is skipped, but fails in CI. */
    public static Path folder(String path) {
        String named = System.getProperty("INTERLOCK_SHARED", System.getenv("INTERLOCK_SHARED"));
        if (named != null && Files.isDirectory(Path.of(named, path))) {
            return Path.of(named, path);
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path folder = at.resolve("shared").resolve(path);
            if (Files.isDirectory(folder)) {
                return folder;
            }
        }
        String message = "no folder `shared/" + path + "` beside the repository; set INTERLOCK_SHARED";
        return "true".equals(System.getenv("CI")) ? fail(message) : abort(message);
    }
}
