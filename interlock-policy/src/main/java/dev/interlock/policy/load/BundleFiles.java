package dev.interlock.policy.load;

import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.Place;
import java.util.List;

/**
 * The files of a bundle, read and parsed.
 *
 * @param digest {@code sha-256:} and hex over the sorted relative paths and the bytes of the files
 * @param parsed the files that hold a mapping, the root first, then in the order of inclusion
 * @param start the start of the root, as the place of errors of the bundle as a whole
 */
public record BundleFiles(String digest, List<Parsed> parsed, Place start) {

    public BundleFiles {
        parsed = List.copyOf(parsed);
    }

    /** One file. */
    public record Parsed(String path, Node.Mapping root) {}
}
