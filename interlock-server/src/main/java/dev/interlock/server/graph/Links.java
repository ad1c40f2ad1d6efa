package dev.interlock.server.graph;

import java.util.Optional;

/** Where the parts of a picture lead: the pages of a console have addresses for them, a file by itself has none. */
@FunctionalInterface
public interface Links {

    /** Links that lead nowhere. */
    Links NONE = ref -> Optional.empty();

    /** The address of the thing, as it is to stand in {@code href}; empty where it has none. */
    Optional<String> to(Ref ref);
}
