package dev.interlock.server.credential;

import java.util.Set;

/**
 * An engine whose credentials expire by themselves or live in the gateway alone, so that there is nothing to withdraw.
 */
interface SelfExpiring extends CredentialEngine {

    @Override
    default Withdrawal withdraw(long lease) {
        return Withdrawal.UNUSED;
    }

    @Override
    default boolean leavesSomething() {
        return false;
    }

    @Override
    default Set<Long> present() {
        return Set.of();
    }

    @Override
    default void close() {}
}
