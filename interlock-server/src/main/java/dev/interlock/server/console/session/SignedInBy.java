package dev.interlock.server.console.session;

/** The ways to sign in. */
public sealed interface SignedInBy {

    /** A link that was used up. */
    record Link() implements SignedInBy {}

    /**
     * A login at an issuer.
     *
     * @param name of the issuer in the configuration
     */
    record Issuer(String name) implements SignedInBy {}
}
