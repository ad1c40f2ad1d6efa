package dev.interlock.server.oauth;

/** The leases that count at this moment. */
interface LiveLeases {
    boolean live(long lease, long nowMillis);

    /**
     * Returns whether the lease of the token is live; where more is known of leases, also whether it was issued for the token's
     * task, and for a lane exactly if the token says so.
     */
    default boolean live(TaskToken token, long nowMillis) {
        return live(token.lease(), nowMillis);
    }
}
