package dev.interlock.server.credential.broker;

import dev.interlock.server.credential.Injection;

/** The result of asking for a credential for a call. */
public sealed interface CredentialResult {

    /** The credential may be used for this call alone, and only while its lease is live. */
    record Ready(Injection injection) implements CredentialResult {}

    /**
     * There is no credential that could be used.
     *
     * @param reason the reason, for people and for the record, without secrets
     */
    record Nothing(String reason) implements CredentialResult {}
}
