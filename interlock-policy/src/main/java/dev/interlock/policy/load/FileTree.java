package dev.interlock.policy.load;

import dev.interlock.policy.yaml.SourceFile;
import java.util.List;
import java.util.SortedSet;

/** The files under a bundle's folder, wherever they are. Paths are relative and written with {@code /}. */
public interface FileTree {

    /** The content at a path. */
    sealed interface Content {}

    record Bytes(byte[] bytes) implements Content {}

    /** No file of this name. */
    record Missing() implements Content {}

    /** The file stands outside the folder, by a link. */
    record Outside() implements Content {}

    record TooLarge(long bytes) implements Content {}

    /** @param reason the reason why it cannot be read, without the place of the folder */
    record Unreadable(String reason) implements Content {}

    /**
     * A folder that could not be listed whole, so that files below it may be missing.
     *
     * @param folder the folder, relative to the bundle's; empty for that itself
     * @param reason the reason, without the place of the folder
     */
    record Unlisted(String folder, String reason) {}

    /**
     * The files of the tree whose name ends in {@code .yaml} or {@code .yml}; links are not followed.
     *
     * @param unlisted the folders that could not be listed whole
     */
    record Listing(SortedSet<String> files, List<Unlisted> unlisted) {}

    /** Lists the files. */
    Listing list();

    /** Reads a file of at most {@code limit} bytes. */
    Content read(String path, int limit);

    /** A file of the tree with its text, as people are shown it. */
    default SourceFile source(String path, String text) {
        return new SourceFile(path, text);
    }
}
