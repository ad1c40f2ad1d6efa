package dev.interlock.server.mcp;

/** An authenticated agent, as its {@link Authenticator} knows it. */
public interface Caller {

    /** Tells callers apart: equal for two requests of one identity and different for two identities. Not a secret. */
    String key();

    /** The agent that is behind it, whichever of its credentials it showed. Not a secret. */
    default String agent() {
        return key();
    }
}
