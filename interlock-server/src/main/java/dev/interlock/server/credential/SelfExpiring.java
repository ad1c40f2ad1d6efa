package dev.interlock.server.credential;

import java.util.Set;

/** An engine of credentials that nothing keeps: they end by themselves or with the gateway, so there is nothing to withdraw. */
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
