package dev.interlock.policy.yaml;

import java.util.List;
import java.util.Optional;

/**
 * What was read from a file.
 *
 * @param root empty when the file has no content or its syntax is broken
 * @param problems in the order in which they were met; with problems the tree may be partial
 */
public record YamlTree(Optional<Node> root, List<Problem> problems) {

    public YamlTree {
        problems = List.copyOf(problems);
    }
}
