package dev.interlock.policy.yaml;

import java.util.List;
import java.util.Optional;

/**
 * The tree that was read from a file.
 *
 * @param root the root; empty when the file has no content or its syntax is broken
 * @param problems the problems in the order in which they were met; with problems the tree may be partial
 */
public record YamlTree(Optional<Node> root, List<Problem> problems) {

    public YamlTree {
        problems = List.copyOf(problems);
    }
}
