package dev.interlock.server.door.api;

/**
 * Hears what somebody known tried and was refused, where the attempt itself is worth knowing of: an answer to a hold, a step of a lane, a
 * delegation, a link, a reconciliation, a change of the bundle. Thread-safe; what it does with it changes no refusal.
 */
@FunctionalInterface
public interface Attempts {

    /** Nobody listens. */
    Attempts UNHEARD = (code, where, by) -> {};

    /**
     * @param code the stable code of the refusal, such as {@code not-independent}
     * @param where the path, with the id of what it was about if there is such a thing
     * @param by who tried
     */
    void refused(String code, String where, String by);
}
