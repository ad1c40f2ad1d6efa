package dev.interlock.server.credential;

/** What the end of a lease means for what was issued with it. */
public enum Withdrawal {
    /** Nothing of it is there any more: who has it can do nothing with it, and what it had opened is closed. */
    GONE,
    /** It is on the list of what is revoked, for whoever looks there; and it expires. */
    LISTED,
    /** The other side knows of no leases: the gateway, which alone has it, does not use it any more. */
    UNUSED
}
