package dev.interlock.server.config;

import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.NodeSearch;
import dev.interlock.policy.yaml.Place;
import dev.interlock.policy.yaml.SourceFile;

/**
 * The places of the parts of a configuration in its file, for what is wrong with it together with something else. The lines that they
 * show are {@linkplain Redaction without secrets}. Immutable.
 */
public final class ConfigPlaces {

    private final Node root;
    private final SourceFile shown;

    /** @param shown the file with its secrets blacked out */
    ConfigPlaces(Node root, SourceFile shown) {
        this.root = root;
        this.shown = shown;
    }

    /** The path of the file, as diagnostics name it. */
    public String file() {
        return shown.path();
    }

    /** The place of the value at a path of keys if it is a scalar, else of its key, else of the nearest key above it, else the start. */
    public Place at(String... path) {
        return Redaction.moved(NodeSearch.at(root, shown.start(), path), shown);
    }

    /** The first place below a path where a word stands, else that of the path. */
    public Place word(String word, String... path) {
        return NodeSearch.value(root, path)
                .flatMap(node -> NodeSearch.word(node, word))
                .map(place -> Redaction.moved(place, shown))
                .orElseGet(() -> at(path));
    }
}
