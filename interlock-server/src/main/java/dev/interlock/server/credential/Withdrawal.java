package dev.interlock.server.credential;

/** A withdrawal says what the end of a lease means for the credential that was issued with it. */
public enum Withdrawal {
    /** Nothing of the credential is left: its holder can do nothing with it, and its sessions are closed. */
    GONE,
    /** The credential is on a revocation list, for services that look there; and it expires. */
    LISTED,
    /** The other side knows of no leases: the gateway, which alone has it, does not use it any more. */
    UNUSED
}
