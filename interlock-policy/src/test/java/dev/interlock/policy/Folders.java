package dev.interlock.policy;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the tests find what belongs to the project. */
public final class Folders {

    private Folders() {}

    /** The root of the repository. */
    public static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(at.resolve("bundles"))) {
            at = at.getParent();
            if (at == null) {
                throw new IllegalStateException("the tests run outside the repository: there is no `bundles` above them");
            }
        }
        return at;
    }

    /** The worked example. */
    public static Path accountsPayable() {
        return root().resolve("bundles/accounts-payable");
    }

    /** The cases of the diagnostics corpus. */
    public static Path corpus() {
        return root().resolve("interlock-policy/src/test/resources/corpus");
    }
}
