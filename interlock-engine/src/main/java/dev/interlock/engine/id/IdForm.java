package dev.interlock.engine.id;

import java.util.Optional;

/**
 * The form of the ids of an object type. Of all spellings that a server may take for one object exactly one is
 * canonical, so that one object never has two histories. Immutable, linear in the length of the id.
 */
public interface IdForm {

    /** The id as this form sees it. The canonical spelling of a canonical one is itself. */
    Spelling read(String id);

    /** The name of the form in a bundle. */
    String name();

    /** The fault in an id that somebody names; empty when the id is canonical. */
    default Optional<String> wrong(String id) {
        return switch (read(id)) {
            case Spelling.Canonical canonical -> Optional.empty();
            case Spelling.Other other -> Optional.of(other.told());
            case Spelling.None none -> Optional.of(none.message());
        };
    }

    /** The canonical spelling; empty where the id has none. */
    default Optional<String> canonical(String id) {
        return switch (read(id)) {
            case Spelling.Canonical canonical -> Optional.of(canonical.id());
            case Spelling.Other other -> Optional.of(other.canonical());
            case Spelling.None none -> Optional.empty();
        };
    }
}
