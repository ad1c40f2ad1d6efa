package dev.interlock.server.credential;

import java.util.Set;

/**
 * An engine issues credentials that live for one lease, and withdraws them. A new engine implements this and extends
 * the conformance suite {@code CredentialEngineConformance}, which is public.
 *
 * <p>INVARIANT: whatever an engine leaves at the other side can be found again by the number of its lease alone. The
 * number is recorded before {@link #issue} is called, so that a process that dies at any point leaves nothing that
 * nobody can name.
 *
 * <p>Thread-safe. The caller sees to it that nothing of a lease is withdrawn while {@link #issue} runs for it in this
 * process. The engine itself waits for what a dead process has left under way at the other side.
 */
public interface CredentialEngine extends AutoCloseable {

    /** Returns the kind of credential in one word, for the record and for people. */
    String kind();

    /**
     * Issues a credential for a lease; asked once at most for each.
     *
     * @throws EngineException when there is none now, and perhaps something at the other side all the same: withdraw it
     */
    Issued issue(Grant grant) throws EngineException;

    /**
     * Makes what was issued for a lease useless as fast as can be; {@link #withdraw} follows, does so too, and is what counts. Here an
     * engine need not make anything durable, wait for what is still being issued, or clean up: that takes longer, and the ends of
     * other leases would wait for it.
     *
     * @throws EngineException when it could not be done: the withdrawal does it
     */
    default void stop(long lease) throws EngineException {}

    /**
     * Takes back what was issued for a lease, if anything was; asked as often as it takes. When it returns, what it says holds.
     *
     * @throws EngineException when nobody knows whether it is withdrawn: ask again
     */
    Withdrawal withdraw(long lease) throws EngineException;

    /** Returns whether something of a lease is left at the other side until it is withdrawn. */
    default boolean leavesSomething() {
        return true;
    }

    /**
     * The leases of which something is still there at the other side. Empty where the engine leaves nothing there.
     *
     * @throws EngineException when the other side cannot be asked now
     */
    Set<Long> present() throws EngineException;

    /** Gives connections back. Withdraws nothing. */
    @Override
    void close();
}
