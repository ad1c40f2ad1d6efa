package dev.interlock.server.door.api;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.model.Caller;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.load.FileTree;
import java.io.IOException;
import java.util.Optional;

/** The administration of the bundle that decisions are made by: one person proposes, and another activates. */
public interface BundleAdministration {

    /** The outcome of a proposal or an activation. */
    sealed interface Outcome {}

    /**
     * The request was decided.
     *
     * @param answer done with the number of the proposal, or the refusal
     */
    record Decided(PolicyBundle.Compiled bundle, Answer answer) implements Outcome {}

    /** The bundle has errors. */
    record Rejected(PolicyBundle.Rejected bundle) implements Outcome {}

    /** There is no such bundle to be proposed or activated. */
    record Absent(String detail) implements Outcome {}

    /**
     * Loads the configured folder, and proposes what is in it.
     *
     * @param digest what the caller expects to be in it
     */
    Outcome propose(Caller by, Optional<String> digest) throws IOException;

    /**
     * Proposes a bundle that was sent along. It need not be in the configured folder.
     *
     * @param digest what the caller expects it to have
     */
    Outcome propose(Caller by, FileTree files, Optional<String> digest) throws IOException;

    /**
     * Activates what was proposed.
     *
     * @throws IOException if the history could not be folded under it; then the running one stays
     */
    Outcome activate(Caller by, String digest) throws IOException;

    /** Loads what is in the configured folder at the moment. */
    PolicyBundle configured();

    /** A bundle that was in force or proposed, by digest; empty where it is not kept any more. */
    Optional<PolicyBundle.Compiled> kept(String digest);

    /** The files of a bundle that was in force or proposed, with its scenarios. */
    Optional<FileTree> files(String digest);

    /** Returns whether one person may do both. */
    boolean singleAdministrator();
}
