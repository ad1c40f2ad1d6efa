package dev.interlock.server.identity.oidc;

/** The outcome of asking an issuer about itself. */
public sealed interface Discovered {

    record Found(Metadata metadata) implements Discovered {}

    /** @param why a sentence with its subject, without a full stop */
    record Failed(String why) implements Discovered {}
}
