package dev.interlock.server.authzen;

/** Records what an enforcement point was refused. Thread-safe. */
public interface Refusals {

    /**
     * @param reason stable, such as {@code subject-unknown}
     * @param where the path at which it asked
     * @param by its name
     */
    void refused(String reason, String where, String by);
}
