package dev.interlock.policy.load;

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

    /** Reads a file of at most {@code limit} bytes. */
    Content read(String path, int limit);
}
