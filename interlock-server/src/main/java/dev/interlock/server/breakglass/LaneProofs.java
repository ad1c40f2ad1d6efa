package dev.interlock.server.breakglass;

import dev.interlock.server.identity.registry.Registry;

/**
 * The proofs with which agents act in lanes: a token of the lane, bound to a key, for whoever has an identity that can be exchanged for
 * one; else a credential beside the agent's own proof. Immutable.
 *
 * @param issuing whether tokens for tasks are issued here
 */
public record LaneProofs(Registry registry, boolean issuing) {

    /** Returns whether the agent gets a token of the lane by exchange. */
    public boolean byToken(String agent) {
        return issuing && registry.hasIdentity(agent);
    }

    /**
     * Returns whether an instance of the agent is admitted by a credential: also where an agent with an identity has a token of the
     * configuration as well, for a process that knows nothing else.
     */
    public boolean byCredential(String agent) {
        return !byToken(agent) || registry.hasToken(agent);
    }
}
