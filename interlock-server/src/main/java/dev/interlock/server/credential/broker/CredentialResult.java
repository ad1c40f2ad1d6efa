package dev.interlock.server.credential.broker;

import dev.interlock.server.credential.Injection;

/** Whether there is a credential for a call. */
public sealed interface CredentialResult {

    /** To be used for this call alone, and only while its lease is live. */
    record Ready(Injection injection) implements CredentialResult {}

    /**
     * There is none, and nothing that could be used.
     *
     * @param reason for people and for the record, without secrets
     */
    record Nothing(String reason) implements CredentialResult {}
}
