package dev.interlock.server.enforce;

/** Hears how much there is to decide about a call, so that whoever asks for much is let in less often. Thread-safe, and quick. */
@FunctionalInterface
public interface Workload {

    /** The workload that nobody counts. */
    Workload UNCOUNTED = (party, objects) -> {};

    /**
     * Counts a call that is about to be decided.
     *
     * @param party whose credential asked: the agent, or the enforcement point that asks for it
     * @param objects how many objects the call names
     */
    void asked(String party, int objects);
}
