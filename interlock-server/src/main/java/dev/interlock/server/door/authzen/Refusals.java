package dev.interlock.server.door.authzen;

import java.util.OptionalLong;

/** Records the refused requests of enforcement points. Thread-safe. */
@FunctionalInterface
public interface Refusals {

    /**
     * @param reason stable, such as {@code subject-unknown}
     * @param where the path at which it asked
     * @param by its name
     * @param lease of a token of ours that it passed on
     */
    void refused(String reason, String where, String by, OptionalLong lease);

    /** Records a refusal that has nothing to do with a token. */
    default void refused(String reason, String where, String by) {
        refused(reason, where, by, OptionalLong.empty());
    }
}
