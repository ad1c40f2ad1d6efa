package dev.interlock.server.identity;

import dev.interlock.engine.model.Caller;
import dev.interlock.server.jose.JwtProblem;
import java.util.Optional;

/** The sender of a request, or that nobody can tell who it is. */
public sealed interface Identified {

    /**
     * The sender is a registered party.
     *
     * @param proven how that is known; empty for a token of the configuration
     */
    record Known(Caller caller, Optional<Proven> proven) implements Identified {}

    /**
     * The sender is not known.
     *
     * @param problem of the token, if one was looked at
     * @param message why, and what to send instead; without anything of what was sent
     */
    record Unknown(Optional<JwtProblem> problem, String message) implements Identified {}
}
