package dev.interlock.policy.load;

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

    /** All files whose name ends in {@code .yaml} or {@code .yml}; links are not followed. */
    SortedSet<String> yamlFiles();

    /**
     * A folder that could not be listed whole, so that files below it may be missing in {@link #yamlFiles}.
     *
     * @param folder the folder, relative to the bundle's; empty for that itself
     * @param reason the reason, without the place of the folder
     */
    record Unlisted(String folder, String reason) {}

    /** The folders that could not be listed whole. */
    default List<Unlisted> unlisted() {
        return List.of();
    }

    /** Reads a file of at most {@code limit} bytes. */
    Content read(String path, int limit);
}
