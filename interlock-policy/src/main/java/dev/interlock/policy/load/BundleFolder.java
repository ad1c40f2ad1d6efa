package dev.interlock.policy.load;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds the bundle that a file belongs to. */
public final class BundleFolder {

    private BundleFolder() {}

    /**
     * The nearest folder above a file that has an {@code interlock.yaml}.
     *
     * @param exists whether there is such a file, on the disk or in an editor
     */
    public static Optional<Path> of(Path file, Predicate<Path> exists) {
        for (Path at = file.toAbsolutePath().normalize().getParent(); at != null; at = at.getParent()) {
            if (exists.test(at.resolve(BundleLoader.ROOT))) {
                return Optional.of(at);
            }
        }
        return Optional.empty();
    }
}
