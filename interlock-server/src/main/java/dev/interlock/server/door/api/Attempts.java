package dev.interlock.server.door.api;

/**
 * The listener hears of refused requests of known callers, where the attempt itself is worth knowing of: an answer to a
 * hold, a step of a lane, a delegation, a link, a reconciliation, a change of the bundle. Thread-safe; no refusal
 * depends on it.
 */
@FunctionalInterface
public interface Attempts {

    /** The listener that ignores all attempts. */
    Attempts UNHEARD = (code, where, by) -> {};

    /**
     * @param code the stable code of the refusal, such as {@code not-independent}
     * @param where the path, with the id of what it was about if there is such a thing
     * @param by who tried
     */
    void refused(String code, String where, String by);
}
